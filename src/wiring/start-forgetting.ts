import type { Keeper } from '../chat/shared/keepers.ts';
import { forgetMessages } from '../chat/terminal/terminal-messages.ts';
import type { Clock } from '../clock.ts';
import type { Leadership } from '../delivery/leadership.ts';
import { forgetOld, presentForForgetting } from '../delivery/retention.ts';
import { startLoop, type WorkLoop } from '../delivery/work-loop.ts';
import type { Log } from '../log.ts';
import { forgetOldNews } from '../notifications/forget-old.ts';
import type { HomeStore } from './home-store.ts';

/** Milliseconds for which a terminal's messages are kept: 30 days, as all that is shown. */
const messagesKept = 30 * 86_400_000;

/** Milliseconds between two times of forgetting what is old, and between two pieces of it. */
const forgetEvery = 3_600_000;
const pause = 100;

/**
 * Forgets what is old in every room while this replica leads, requests and messages a piece at a time so that nobody waits
 * for it. What is old goes by a present that a clock which was set does not move at once.
 */
export function startForgetting(options: {
  store: HomeStore;
  leadership: Leadership;
  /** What the chat platforms keep. */
  keepers: readonly Keeper[];
  clock: Clock;
  log: Log;
}): WorkLoop {
  const { store, leadership, clock, log } = options;
  const keepers: readonly Keeper[] = [
    { keptFor: messagesKept, forget: (at) => store.transaction((tx) => forgetMessages(tx, at)) },
    ...options.keepers,
  ];
  let since = clock.elapsed();

  return startLoop({ clock, log, pause: 0 }, async () => {
    const began = clock.elapsed();
    const passed = began - since;
    since = began;
    const fence = leadership.fence();
    if (fence === undefined) return forgetEvery;
    try {
      const { present, some } = await store.transaction(async (tx) => {
        await leadership.hold(tx, fence);
        const present = await presentForForgetting(tx, clock.now(), passed);
        return { present, some: (await forgetOld(tx, present)) + (await forgetOldNews(tx, present)) };
      });
      if (some > 0) return pause;
      for (const { keptFor, forget } of keepers) await forget(present - keptFor);
    } catch (error) {
      log.warn({ err: error }, 'what is old could not be forgotten');
    }
    return forgetEvery;
  });
}
