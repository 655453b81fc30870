import type { PlantedBug } from './planted-bug.ts';

const drain = 'test/faults/drain.test.ts';
const leadership = 'test/delivery/leadership.test.ts';
const stuck = 'test/delivery/stuck-requests.test.ts';
const asks = 'test/delivery/asks.test.ts';
const store = 'test/store/store.test.ts';
const sqlite = 'test/store/sqlite-store.test.ts';

/** Mistakes where something ends or begins anew: the process, a leadership, a request that nobody can end, a schema. */
export const endingBugs: readonly PlantedBug[] = [
  {
    name: 'whoever is asked to end first sends all that waits',
    file: 'delivery/sender.ts',
    find: '!platform || isClosing || leadership',
    replace: '!platform || leadership',
    caughtBy: { file: drain, test: 'nothing new begins' },
  },
  {
    name: 'whoever is asked to end first carries out all that waits',
    file: 'delivery/inbox-worker.ts',
    find: 'if (closing.signal.aborted) break;',
    replace: '',
    caughtBy: { file: drain, test: 'nothing new begins' },
  },
  {
    name: 'whoever is asked to end waits for what hangs',
    file: 'wiring/open-delivery.ts',
    find: 'loop.close())), over]);',
    replace: 'loop.close()))]);',
    caughtBy: { file: drain, test: 'what hangs is cut off' },
  },
  {
    name: 'whoever writes late takes the leadership from itself',
    file: 'delivery/leadership.ts',
    find: 'if (held?.fence === fence) {',
    replace: 'if (fence > 0) {',
    caughtBy: { file: leadership, test: 'takes nothing from the present one' },
  },
  {
    name: 'whoever asked hears that nothing was done when the store is lost for a moment',
    file: 'wiring/ask-inbox.ts',
    find: '.catch(notYet)',
    replace: '',
    caughtBy: { file: asks, test: 'lost meanwhile' },
  },
  {
    name: 'a request that cannot be kept is tried again soon',
    file: 'delivery/inbox-worker.ts',
    find: 'if (!isStuck) loop.wake();',
    replace: 'clock.wait(100, closing.signal).then(loop.wake);',
    caughtBy: { file: stuck, test: 'tried once a second' },
  },
  {
    name: 'whatever is JSON is a request',
    file: 'delivery/inbox.ts',
    find: 'request.parse(JSON.parse(incomingJson))',
    replace: 'JSON.parse(incomingJson)',
    caughtBy: { file: stuck, test: 'something else than a request' },
  },
  {
    name: 'a request that cannot even be given up is attempted for ever',
    file: 'delivery/inbox-worker.ts',
    find: 'if (attempt !== undefined && attempt > mostAttempts && !isUnavailable(error))',
    replace: 'if (false)',
    caughtBy: { file: stuck, test: 'cannot even be given up' },
  },
  {
    name: 'a request waits for the clock of whoever took it',
    file: 'delivery/inbox.ts',
    find: 'dueAt: 0,',
    replace: 'dueAt: incoming.at,',
    caughtBy: { file: stuck, test: 'whose clock is ahead' },
  },
  {
    name: 'an upgrade that fails keeps its first steps',
    file: 'store/migrate.ts',
    find: 'if (next) await db.transaction().execute((tx) => carryOut(tx, steps));',
    replace: 'if (next) await carryOut(db, steps);',
    caughtBy: { file: store, test: 'an upgrade whose last step fails' },
  },
  {
    name: 'nothing is copied before an upgrade',
    file: 'store/migrate.ts',
    find: 'if (next && done.size > 0) await backUp(db, file, next.name);',
    replace: '',
    caughtBy: { file: sqlite, test: 'copied before its upgrade' },
  },
  {
    name: 'a step of an upgrade forgets what the table held',
    file: 'chat/shared/chat-schema.ts',
    find: "await schema.alterTable('slack_button').renameTo('chat_button').execute();",
    replace:
      "await schema.dropTable('slack_button').execute();\n      await schema.createTable('chat_button').addColumn('id', 'text').addColumn('place', 'text').addColumn('line', 'text').addColumn('at', 'bigint').execute();",
    caughtBy: { file: store, test: 'keeps every row' },
  },
];
