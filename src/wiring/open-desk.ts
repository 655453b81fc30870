import { setTimeout as delay } from 'node:timers/promises';
import type { Desk } from '../chat/terminal/desk.ts';
import { readDeskAddress } from '../chat/terminal/desk-address.ts';
import { answers, remoteDesk } from '../chat/terminal/remote-desk.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { isHeld } from '../store/store-problem.ts';

/** How long (milliseconds) a line waits for an owner of the home that is just starting or just ending. */
const patience = 5_000;

/** A desk for one terminal: in the process that owns the home, or in this one when nobody does. */
export function openDesk(config: Config, log: Log): Promise<Desk> {
  return onceFree(patience, async () => {
    const joined = await joinDesk(config);
    if (joined) return joined;
    // Whoever finds a server need not wait until all of Pipehand is loaded.
    const { openPipehand } = await import('../main.ts');
    return (await openPipehand(config, log, false)).desk;
  });
}

/** Does `open` again while another process holds the home, for `most` milliseconds; then throws its last error. */
export async function onceFree<Result>(most: number, open: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + most;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!isHeld(error) || performance.now() >= until) throw error;
      await delay(100);
    }
  }
}

/** The desk in the process that owns the home; undefined while there is none. */
export async function joinDesk(config: Config): Promise<Desk | undefined> {
  const address = readDeskAddress(config.home);
  return address && (await answers(address)) ? remoteDesk(address) : undefined;
}
