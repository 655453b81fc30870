import { type Desk, DeskGone } from './desk.ts';
import { type DeskAddress, deskPath, readEvents } from './desk-wire.ts';

/** A desk in the process that owns the home, over its one loopback route. */
export function remoteDesk(address: DeskAddress): Desk {
  return {
    isOwner: false,
    async *ask(request, signal) {
      try {
        const answer = await fetch(new URL(deskPath, address.url), {
          method: 'POST',
          headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' },
          body: JSON.stringify(request),
          ...(signal && { signal }),
        });
        if (answer.status !== 200 || !answer.body) throw new DeskGone(`the server answered ${answer.status}`);
        yield* readEvents(answer.body);
      } catch (error) {
        if (signal?.aborted) return;
        throw error instanceof DeskGone ? error : new DeskGone(String(error), { cause: error });
      }
    },
    async close() {},
  };
}

/** A server that says nothing for so long (milliseconds) is frozen, or none of ours. */
const answerTime = 2_000;

/** True when a process answers at the address and takes its token. */
export async function answers(address: DeskAddress): Promise<boolean> {
  const inTime = AbortSignal.timeout(answerTime);
  try {
    for await (const _ of remoteDesk(address).ask({ kind: 'complete', text: '' }, inTime)) return true;
  } catch (error) {
    if (!(error instanceof DeskGone)) throw error;
  }
  return false;
}
