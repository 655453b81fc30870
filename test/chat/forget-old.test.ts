import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createButtons } from '../../src/chat/shared/buttons.ts';
import { keptFor } from '../../src/chat/shared/keepers.ts';
import { standardLease, standForLeadership } from '../../src/delivery/leadership.ts';
import { createLog } from '../../src/log.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { type HomeStore, storeMigrations } from '../../src/wiring/home-store.ts';
import { startForgetting } from '../../src/wiring/start-forgetting.ts';
import { createVirtualClock, type VirtualClock } from '../faults/virtual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hour = 3_600_000;
const day = 24 * hour;
const place = 'slack:T1/C1';

/** Lets Pipehand forget what is old for so many milliseconds, from its start to its end. */
async function forgetFor(ms: number, { store, clock }: { store: HomeStore; clock: VirtualClock }): Promise<void> {
  const log = createLog({ level: 'silent', to: '/dev/null', secrets: [] });
  const leadership = await standForLeadership({ store, clock, log, times: standardLease, began() {}, lost() {} });
  const { forget } = createButtons(store, clock.now);
  const keepers = [{ keptFor: keptFor.buttons, forget }];
  const forgetting = startForgetting({ store, leadership, keepers, clock, log });
  await clock.pass(ms);
  let isClosed = false;
  const closing = forgetting
    .close()
    .then(leadership.close)
    .then(() => {
      isClosed = true;
    });
  await clock.runUntil(() => isClosed, hour);
  await closing;
}

/** Keeps a button whose message was last sent at this time, and answers its id. */
async function keepButton(store: HomeStore, at: number, line: string): Promise<string> {
  const message = createButtons(store, () => at).ofMessage(place, 'm1');
  const id = message.idOf(line);
  await message.keep();
  return id;
}

test('F13: a clock that is years ahead at a start makes no button be forgotten that is known', async () => {
  const clock = createVirtualClock();
  const file = join(temporaryFolder(), 'pipehand.db');
  const store: HomeStore = await openSqliteStore({ file, migrations: storeMigrations, clock });
  onTestFinished(() => store.close());
  const buttons = createButtons(store, clock.now);
  const old = await keepButton(store, clock.now() - keptFor.buttons + hour, 'status ^');
  const known = await keepButton(store, clock.now() - 60 * day, 'rerun ^');

  await forgetFor(0, { store, clock });
  expect([await buttons.lineOf(old, [place]), await buttons.lineOf(known, [place])]).toEqual(['status ^', 'rerun ^']);

  const right = clock.now();
  clock.setWall(right + 3_652 * day);
  await forgetFor(3 * hour, { store, clock });
  expect([await buttons.lineOf(old, [place]), await buttons.lineOf(known, [place])]).toEqual([undefined, 'rerun ^']);
});
