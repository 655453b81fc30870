import { onTestFinished } from 'vitest';
import { type Claimed, createInbox } from '../../src/delivery/inbox.ts';
import { type Handled, startInboxWorker } from '../../src/delivery/inbox-worker.ts';
import { standardLease, standForLeadership } from '../../src/delivery/leadership.ts';
import type { DeliveryStore } from '../../src/delivery/schema.ts';
import { createLog } from '../../src/log.ts';
import { createVirtualClock } from '../faults/virtual-clock.ts';
import { openStore } from '../notifications/a-store.ts';

const hour = 3_600_000;

/** A worker on a real store, or on what `over` makes of it, in virtual time. `logged` has what it logs, one JSON line each. */
export async function aWorker({
  over = (store) => store,
  ...does
}: {
  handle(claimed: Claimed): Promise<Handled>;
  giveUp(claimed: Claimed, error: unknown): Handled;
  over?: (store: DeliveryStore) => DeliveryStore;
}) {
  const clock = createVirtualClock();
  const store = over(await openStore());
  const logged: string[] = [];
  const log = createLog({ level: 'warn', to: { write: (line) => logged.push(line) }, secrets: [] });
  const shared = { store, clock, log };
  const leadership = await standForLeadership({ ...shared, times: standardLease, began() {} });
  const ends: { key: string; answer: unknown; at: number }[] = [];
  const worker = startInboxWorker({
    ...shared,
    ...does,
    leadership,
    random: () => 0.5,
    ended: (key, answerJson) => ends.push({ key, answer: JSON.parse(answerJson), at: clock.elapsed() }),
  });
  onTestFinished(async () => {
    let isOver = false;
    const closing = Promise.all([worker.close(), leadership.close()]).then(() => {
      isOver = true;
    });
    await clock.runUntil(() => isOver, hour);
    await closing;
  });
  return { clock, store, inbox: createInbox(store, worker.wake), ends, logged };
}
