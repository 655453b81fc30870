import type { PlantedBug } from './planted-bugs.ts';

const inbox = 'test/delivery/inbox.test.ts';
const worker = 'test/delivery/worker.test.ts';
const outbox = 'test/delivery/outbox.test.ts';
const sender = 'test/delivery/sender.test.ts';
const leadership = 'test/delivery/leadership.test.ts';
const batches = 'test/delivery/in-batches.test.ts';
const inFlight = 'test/faults/in-flight-kills.test.ts';

/** Mistakes on the way from an accepted request to a message that is shown once. Several of them were really made. */
export const deliveryBugs: readonly PlantedBug[] = [
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
    name: 'a later attempt submits without asking first',
    file: 'pipelines/surely.ts',
    find: '      if (attempt > 1) {\n        const begun',
    replace: '      if (false) {\n        const begun',
    caughtBy: { file: inFlight, test: 'the service is asked' },
  },
  {
    name: 'a post in doubt is not given time to settle',
    file: 'delivery/message-records.ts',
    find: 'dueAt: now + settling',
    replace: 'dueAt: now',
    caughtBy: { file: inFlight, test: 'a searchable platform' },
  },
  {
    name: 'a post in doubt is not looked up',
    file: 'delivery/send-message.ts',
    find: "if (prepared.kind === 'send' && isInDoubt(row))",
    replace: 'if (false)',
    caughtBy: { file: inFlight, test: 'a searchable platform' },
  },
  {
    name: 'a repeat does not say that it is one',
    file: 'delivery/send-message.ts',
    find: 'asRepeat(message), platform',
    replace: 'message, platform',
    caughtBy: { file: inFlight, test: 'each second time says so' },
  },
  {
    name: 'an edit is made without noting that it is under way',
    file: 'delivery/send-message.ts',
    find: 'if (!(await leadership.transaction(fence, (tx) => recordIntent',
    replace: "if (how === 'posted' && !(await leadership.transaction(fence, (tx) => recordIntent",
    caughtBy: { file: inFlight, test: 'never goes back' },
  },
  {
    name: 'a store that fails after the call means that nothing was sent',
    file: 'delivery/send-message.ts',
    find: 'return fail({ ...tried, error, wasCalled: true }, fence);',
    replace: 'return fail({ ...tried, error, wasCalled: false }, fence);',
    caughtBy: { file: outbox, test: 'cannot be noted' },
  },
  {
    name: 'a row that was read long ago is posted as it was',
    file: 'delivery/message-records.ts',
    find: ".where('messageId', row.messageId === null ? 'is' : '=', row.messageId)",
    replace: '',
    caughtBy: { file: outbox, test: 'went on since it was read' },
  },
  {
    name: 'who was frozen sends what it was about to send',
    file: 'delivery/send-message.ts',
    find: 'if (leadership.fence() !== fence) throw',
    replace: 'if (false) throw',
    caughtBy: { file: outbox, test: 'no longer leads' },
  },
  {
    name: 'an earlier leader may write',
    file: 'delivery/leadership.ts',
    find: ".where('owner', '=', owner)\n      .where('fence', '=', fence)\n      .executeTakeFirst();",
    replace: '.executeTakeFirst();',
    caughtBy: { file: leadership, test: 'writes nothing any more' },
  },
  {
    name: 'a message of a run that is not known yet is dropped',
    file: 'delivery/prepare-message.ts',
    find: ": { kind: 'rest' };",
    replace: ": { kind: 'drop', why: 'nothing to show' };",
    caughtBy: { file: outbox, test: 'has not seen yet' },
  },
  {
    name: 'what came while progress was refused is forgotten',
    file: 'delivery/message-records.ts',
    find: '.set((eb) => ({ ...settled, ...untilMoreIsWanted(eb, row, now) }))',
    replace: '.set({ ...settled, dueAt: null, waitingSince: null })',
    caughtBy: { file: outbox, test: 'of a deleted message is refused' },
  },
  {
    name: 'the limits of the platform are asked for long before they are used',
    file: 'delivery/send-message.ts',
    find: 'if (budgets.waitFor(platform.limits, use, clock.elapsed()) > 0) return;',
    replace: '',
    caughtBy: { file: sender, test: 'without one refusal' },
  },
  {
    name: 'an edit that must wait keeps back the posts',
    file: 'delivery/due-messages.ts',
    find: 'partition by channel, "messageId" is null order by',
    replace: 'partition by channel order by',
    caughtBy: { file: sender, test: 'only edits are held back' },
  },
  {
    name: 'the cursor is committed before what it stands for',
    file: 'notifications/watcher.ts',
    find: 'await commit(changes.runs, changes.cursor);',
    replace:
      'await commit([], changes.cursor);\n      await store.transaction(async (tx) => {\n        for (const run of changes.runs) await takeInRun(tx, service.name, run, now);\n      });',
    caughtBy: { file: sender, test: 'loses no end' },
  },
  {
    name: 'one broken report stops the watcher',
    file: 'notifications/watcher.ts',
    find: 'if (!isOfOneReport(error)) throw error;',
    replace: 'throw error;',
    caughtBy: { file: sender, test: 'keeps back no other' },
  },
];
