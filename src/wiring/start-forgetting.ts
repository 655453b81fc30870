import { forgetMessages } from '../chat/terminal/terminal-messages.ts';
import type { Clock } from '../clock.ts';
import type { Leadership } from '../delivery/leadership.ts';
import { forgetOld } from '../delivery/retention.ts';
import { startLoop, type WorkLoop } from '../delivery/work-loop.ts';
import type { Log } from '../log.ts';
import { forgetOldNews } from '../notifications/forget-old.ts';
import type { HomeStore } from './home-store.ts';

/** Milliseconds for which a terminal's messages are kept: 30 days, as all that is shown. */
const messagesKept = 30 * 86_400_000;

/** Milliseconds between two times of forgetting what is old, and between two pieces of it. */
const forgetEvery = 3_600_000;
const pause = 100;

/** Milliseconds by which the clock is corrected without being taken for set. */
const smallStep = 60_000;

/**
 * Forgets what is old in every room while this replica leads, a piece at a time so that nobody waits for it. Nothing is
 * old by a clock that was set within the last hour: it may be years ahead, and soon set back.
 */
export function startForgetting(options: {
  store: HomeStore;
  leadership: Leadership;
  clock: Clock;
  log: Log;
}): WorkLoop {
  const { store, leadership, clock, log } = options;
  const present = () => clock.now() - clock.elapsed();
  let steady = { difference: present(), since: clock.elapsed() };

  function isSteady(): boolean {
    const difference = present();
    if (Math.abs(difference - steady.difference) >= smallStep) steady = { difference, since: clock.elapsed() };
    return clock.elapsed() - steady.since >= forgetEvery;
  }

  return startLoop(clock, 0, async () => {
    const fence = leadership.fence();
    if (!isSteady() || fence === undefined) return forgetEvery;
    try {
      const some = await store.transaction(async (tx) => {
        await leadership.hold(tx, fence);
        return (await forgetOld(tx, clock.now())) + (await forgetOldNews(tx, clock.now()));
      });
      if (some > 0) return pause;
      await store.transaction((tx) => forgetMessages(tx, clock.now() - messagesKept));
    } catch (error) {
      log.warn({ err: error }, 'what is old could not be forgotten');
    }
    return forgetEvery;
  });
}
