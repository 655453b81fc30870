import { collectDefaultMetrics, Registry } from 'prom-client';
import type { PlatformName } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { StoreFigures } from '../delivery/figures.ts';
import { inTime } from '../in-time.ts';
import { createMeters } from './create-meters.ts';
import { exposeFigures } from './expose-figures.ts';
import { createFamilies } from './families.ts';
import type { Meters } from './meters.ts';

/** All metrics at one moment, as Prometheus reads them. */
interface Exposition {
  contentType: string;
  text: string;
}

/** What is counted, and how it is read. */
export interface Metrics {
  meters: Meters;
  /** Never rejects: what the store does not tell is left out. */
  expose(): Promise<Exposition>;
}

interface MetricsOptions {
  /** Those in use: what can happen there counts from 0, or nobody would see its first time. */
  platforms: readonly PlatformName[];
  /** Asked at each reading for what stands in the store. */
  collect: () => Promise<StoreFigures>;
  clock: Clock;
}

/** Milliseconds for the store: Prometheus gives up after ten seconds, and then has nothing at all. */
const longestCollect = 3_000;

/** Milliseconds: precise enough for a lag of 50, and fifty wakes a second cost next to nothing. */
const lagPrecision = 20;

/** Metrics of this process and of Pipehand, in a registry of their own. */
export function createMetrics({ platforms, collect, clock }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagPrecision });
  const meters = createMeters(createFamilies(registry), platforms);
  let collecting: Promise<StoreFigures | undefined> | undefined;

  /** Undefined when the store fails or is late; one that does not answer is not asked again meanwhile. */
  async function figures(): Promise<StoreFigures | undefined> {
    collecting ??= collect()
      .catch(() => undefined)
      .finally(() => {
        collecting = undefined;
      });
    return inTime(collecting, longestCollect, clock, () => undefined);
  }

  return {
    meters,
    async expose() {
      const found = await figures();
      const stored = found ? await exposeFigures(found, platforms) : '';
      return { contentType: registry.contentType, text: `${await registry.metrics()}\n${stored}` };
    },
  };
}
