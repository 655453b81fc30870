import type { Clock } from '../clock.ts';
import { settling } from './verdict.ts';

/** Messages of this process that settle: a clock that is set forward must not make them due before their time. */
export interface Doubts {
  /** It may be shown yet. */
  add(slot: string): void;
  /** Milliseconds until it has surely been shown or lost; 0 also for what was never in doubt here. */
  waitFor(slot: string): number;
}

/** No doubts so far. */
export function createDoubts(clock: Clock): Doubts {
  /** Until when each settles, by the time that only grows; in the order in which they began to. */
  const settled = new Map<string, number>();
  return {
    add(slot) {
      for (const [old, until] of settled) {
        if (until > clock.elapsed()) break;
        settled.delete(old);
      }
      settled.delete(slot);
      settled.set(slot, clock.elapsed() + settling);
    },
    waitFor: (slot) => Math.max(0, Math.ceil((settled.get(slot) ?? 0) - clock.elapsed())),
  };
}
