import type { Desk } from '../../src/chat/terminal/desk.ts';
import { readDeskAddress } from '../../src/chat/terminal/desk-address.ts';
import { answers, remoteDesk } from '../../src/chat/terminal/remote-desk.ts';

/** Finds the server of a home, where one is running. */
export function joinHome(home: string): () => Promise<Desk | undefined> {
  return async () => {
    const address = readDeskAddress(home);
    return address && (await answers(address)) ? remoteDesk(address) : undefined;
  };
}
