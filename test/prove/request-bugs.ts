import type { PlantedBug } from './planted-bug.ts';

const inbox = 'test/delivery/inbox.test.ts';
const worker = 'test/delivery/worker.test.ts';
const leadership = 'test/delivery/leadership.test.ts';
const batches = 'test/delivery/in-batches.test.ts';
const inFlight = 'test/faults/in-flight-kills.test.ts';
const secondTries = 'test/faults/second-tries.test.ts';
const watcher = 'test/notifications/watcher.test.ts';

/** Mistakes on the way from an accepted request to its one end. Several of them were really made. */
export const requestBugs: readonly PlantedBug[] = [
  {
    name: 'a request that could not be kept is acknowledged',
    file: 'delivery/inbox.ts',
    find: '.execute(),\n  );\n  const keys',
    replace: '.execute(),\n  ).catch(() => []);\n  const keys',
    caughtBy: { file: inbox, test: 'cannot be kept' },
  },
  {
    name: 'work begins before the request is committed',
    file: 'delivery/inbox.ts',
    find: 'if (!(await insert(row)))',
    replace: 'accepted();\n      if (!(await insert(row)))',
    caughtBy: { file: inbox, test: 'only after its commit' },
  },
  {
    name: 'a request delivered again is carried out again',
    file: 'delivery/inbox.ts',
    find: "conflict.column('key').doNothing()",
    replace: "conflict.column('key').doUpdateSet({ state: 'waiting', attempts: 0 })",
    caughtBy: { file: inbox, test: 'acts once' },
  },
  {
    name: 'one request that cannot be kept takes others with it',
    file: 'delivery/in-batches.ts',
    find: 'if (isOfOneItem(error) && batch.length > 1)',
    replace: 'if (false)',
    caughtBy: { file: batches, test: 'refused by itself' },
  },
  {
    name: 'a store that takes nothing is tried for each who waits',
    file: 'delivery/in-batches.ts',
    find: 'isPassing(error) ? [...batch, ...waiting.splice(0)] : batch',
    replace: 'batch',
    caughtBy: { file: batches, test: 'at the same time' },
  },
  {
    name: 'a commit that was not answered is made again',
    file: 'delivery/in-batches.ts',
    find: "!(error instanceof UserError && error.problem.code === 'unavailable')",
    replace: '!isPassing(error)',
    caughtBy: { file: batches, test: 'not answered' },
  },
  {
    name: 'one channel with many requests keeps all others waiting',
    file: 'delivery/inbox.ts',
    find: 'partition by channel order by',
    replace: 'order by',
    caughtBy: { file: worker, test: 'keeps no other channel waiting' },
  },
  {
    name: 'attempts are not counted before they begin',
    file: 'delivery/inbox.ts',
    find: "state: 'working', attempts: attempt, fence",
    replace: "state: 'working', fence",
    caughtBy: { file: worker, test: 'given up after twelve attempts' },
  },
  {
    name: 'a request that ends the process is attempted for ever',
    file: 'delivery/inbox-worker.ts',
    find: 'if (attempt > mostAttempts)',
    replace: 'if (false)',
    caughtBy: { file: worker, test: 'not attempted for ever' },
  },
  {
    name: 'whoever was frozen acts on the service when it wakes',
    file: 'pipelines/surely.ts',
    find: 'if (!isStillOurs()) throw',
    replace: 'if (attempt < 0) throw',
    caughtBy: { file: 'test/faults/late-effects.test.ts', test: 'another one took its request over' },
  },
  {
    name: 'a request stays its own for whoever began it',
    file: 'delivery/inbox-worker.ts',
    find: 'isStillOurs: () => leadership.fence() === fence',
    replace: 'isStillOurs: () => fence > 0',
    caughtBy: { file: worker, test: 'is no longer its own' },
  },
  {
    name: 'a later attempt looks anew which run words mean',
    file: 'wiring/act-once.ts',
    find: 'if (kept.intent !== undefined)',
    replace: 'if (attempt < 0)',
    caughtBy: { file: secondTries, test: 'of which the answer was lost' },
  },
  {
    name: 'a later attempt says of a service that is down that nothing was done',
    file: 'pipelines/surely.ts',
    find: 'attempt > 1 ? known(act, what) : act()',
    replace: 'attempt < 0 ? known(act, what) : act()',
    caughtBy: { file: 'test/faults/late-effects.test.ts', test: 'finds the service down' },
  },
  {
    name: 'whoever was frozen changes subscriptions when it wakes',
    file: 'wiring/act-once.ts',
    find: 'await leadership.hold(tx, fence);',
    replace: '',
    caughtBy: { file: secondTries, test: 'changes nothing of ours' },
  },
  {
    name: 'what a request changed is changed again by a later attempt',
    file: 'commands/dispatch.ts',
    find: 'if (asked.changedEarlier)',
    replace: 'if (asked.changedEarlier && asked.now < 0)',
    caughtBy: { file: secondTries, test: 'died before its request ended' },
  },
  {
    name: 'a later attempt submits without asking first',
    file: 'pipelines/surely.ts',
    find: '      if (attempt > 1) {\n        const begun',
    replace: '      if (false) {\n        const begun',
    caughtBy: { file: inFlight, test: 'the service is asked' },
  },
  {
    name: 'an earlier leader may write',
    file: 'delivery/leadership.ts',
    find: ".where('owner', '=', owner)\n      .where('fence', '=', fence)\n      .executeTakeFirst();",
    replace: '.executeTakeFirst();',
    caughtBy: { file: leadership, test: 'writes nothing any more' },
  },
  {
    name: 'a request that has ended is put off all the same',
    file: 'delivery/inbox.ts',
    find: ".where('key', '=', key)\n    .where('endedAt', 'is', null)",
    replace: ".where('key', '=', key)",
    caughtBy: { file: worker, test: 'not carried out again' },
  },
  {
    name: 'what came later overtakes a request that is put off',
    file: 'delivery/inbox-worker.ts',
    find: 'if (next === undefined) return false;',
    replace: '',
    caughtBy: { file: worker, test: 'given up after twelve attempts' },
  },
  {
    name: 'what is old goes by a clock that was just set',
    file: 'delivery/retention.ts',
    find: 'Math.min(now, known === undefined ? now : Math.floor(known.present + passed * catchingUp))',
    replace: 'now',
    caughtBy: { file: watcher, test: 'years ahead' },
  },
  {
    name: 'a poisoned channel keeps its place among those that are carried out',
    file: 'delivery/inbox-worker.ts',
    find: 'const dueAt = clock.now() + backoff(attempt, options.random);',
    replace: 'await clock.wait(backoff(attempt, options.random));\n        const dueAt = clock.now();',
    caughtBy: { file: worker, test: 'poison in a tenth of the channels' },
  },
];
