import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** How long (milliseconds) buttons are known after their message was last sent, and open forms and shared files are. */
export const keptFor = { buttons: 90 * day, forms: 7 * day, files: 7 * day } as const;

/** What keeps things for a while, and for how many milliseconds. */
type Keeper = readonly [{ forget(at: number): Promise<void> }, ms: number];

/**
 * Forgets every hour what is old, until `ended`; never throws. A clock that is set forward while we run ages things by a
 * day an hour, so that there is time to set it right.
 */
export async function forgetOld(
  keepers: readonly Keeper[],
  { clock, log, ended }: { clock: Clock; log: Pick<Log, 'warn'>; ended: AbortSignal },
): Promise<void> {
  let present = clock.now();
  while (!ended.aborted) {
    present = Math.min(clock.now(), present + day);
    try {
      for (const [keeper, ms] of keepers) await keeper.forget(present - ms);
    } catch (error) {
      log.warn({ err: error }, 'old buttons and forms could not be forgotten');
    }
    await clock.wait(hour, ended);
  }
}
