import { Registry } from 'prom-client';
import type { PlatformName } from '../chat/platform.ts';
import type { StoreFigures } from '../delivery/figures.ts';
import { urgencies } from '../delivery/outbox.ts';
import { gaugeIn } from './families.ts';

/**
 * What stands in the store, as Prometheus reads it, made anew for each reading. What waits nowhere is told as 0 for each
 * of `platforms`.
 */
export function exposeFigures(figures: StoreFigures, platforms: readonly PlatformName[]): Promise<string> {
  const registry = new Registry();
  const alike = 'alike on all replicas';
  const oldestRequest = gaugeIn(registry, 'inbox_oldest_seconds', `Age of the oldest request not ended; ${alike}`);
  const depth = gaugeIn(registry, 'outbox_depth', `Messages that wait; ${alike}`, 'platform', 'urgency');
  const oldest = gaugeIn(registry, 'outbox_oldest_seconds', `Longest wait of a message; ${alike}`, 'platform');
  const dead = gaugeIn(registry, 'dead_letters', `Messages that will not be tried again; ${alike}`);

  oldestRequest.set(figures.inboxOldest);
  dead.set(figures.deadLetters);
  for (const platform of new Set([...platforms, ...figures.outbox.map((each) => each.platform)])) {
    const waiting = figures.outbox.filter((each) => each.platform === platform);
    oldest.set({ platform }, Math.max(0, ...waiting.map((each) => each.oldest)));
    for (const [urgency, rank] of Object.entries(urgencies)) {
      depth.set({ platform, urgency }, waiting.find((each) => each.urgency === rank)?.depth ?? 0);
    }
  }
  return registry.metrics();
}
