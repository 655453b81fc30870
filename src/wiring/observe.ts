import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { storeFigures } from '../delivery/figures.ts';
import type { Log } from '../log.ts';
import { readCursor } from '../notifications/watch-cursor.ts';
import { harmlessMeters } from '../observe/harmless-meters.ts';
import { measureLag } from '../observe/measure-lag.ts';
import type { Meters } from '../observe/meters.ts';
import { createMetrics } from '../observe/metrics.ts';
import { createReadiness } from '../observe/readiness.ts';
import {
  diskCheck,
  drainCheck,
  engineCheck,
  schemaCheck,
  storeCheck,
  watchCheck,
} from '../observe/readiness-checks.ts';
import type { PipelineService } from '../pipelines/service.ts';
import { healthRoutes } from '../web/health.ts';
import { metricsRoutes } from '../web/metrics-route.ts';
import type { Route } from '../web/route.ts';
import { type HomeStore, storeMigrations } from './home-store.ts';

/** What whoever watches over Pipehand sees of it. */
export interface Observed {
  meters: Meters;
  /** `/livez`, `/readyz` and `/metrics`. */
  routes: readonly Route[];
  /** Says that nothing new is taken any more. */
  drain(): void;
}

/** Measures this process, and looks whether it can take work. */
export function observe(options: {
  config: Config;
  store: HomeStore;
  service: PipelineService;
  clock: Clock;
  log: Log;
}): Observed {
  const { config, store, service, clock, log } = options;
  const ended = new AbortController();
  const metrics = createMetrics({
    platforms: ['terminal', ...(config.slack ? ['slack' as const] : []), ...(config.teams ? ['teams' as const] : [])],
    collect: () => storeFigures(store, clock.now()),
    clock,
  });
  const ready = createReadiness({
    checks: [
      storeCheck(store),
      schemaCheck(store, storeMigrations),
      diskCheck(config.home),
      drainCheck(() => ended.signal.aborted),
      engineCheck(() => service.find('none')),
      watchCheck(async () => (await readCursor(store.db, service.name)) !== undefined),
    ],
    clock,
    log,
  });
  return {
    meters: harmlessMeters(metrics.meters, log),
    routes: [
      ...healthRoutes(ready, measureLag(clock, ended.signal)),
      ...metricsRoutes({ expose: metrics.expose, readers: config.metricsReaders }),
    ],
    drain: () => ended.abort(),
  };
}
