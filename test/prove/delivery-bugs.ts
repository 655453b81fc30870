import type { PlantedBug } from './planted-bug.ts';

const inbox = 'test/delivery/inbox.test.ts';
const worker = 'test/delivery/worker.test.ts';
const outbox = 'test/delivery/outbox.test.ts';
const sender = 'test/delivery/sender.test.ts';
const circuit = 'test/delivery/circuit.test.ts';
const threadLink = 'test/delivery/thread-link.test.ts';
const leadership = 'test/delivery/leadership.test.ts';
const batches = 'test/delivery/in-batches.test.ts';
const inFlight = 'test/faults/in-flight-kills.test.ts';
const doors = 'test/faults/closed-doors.test.ts';
const watcher = 'test/notifications/watcher.test.ts';

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
    find: "if (prepared.kind === 'send' && isInDoubt(row) && platform.find)",
    replace: 'if (false)',
    caughtBy: { file: inFlight, test: 'a searchable platform' },
  },
  {
    name: 'a repeat does not say that it is one',
    file: 'delivery/send-message.ts',
    find: 'message: asRepeat(message)',
    replace: 'message',
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
    name: 'the limits of the platform are asked for before others take them',
    file: 'delivery/sender.ts',
    find: 'const ended = budgets.take(',
    replace: 'await null;\n      const ended = budgets.take(',
    caughtBy: { file: sender, test: 'without one refusal' },
  },
  {
    name: 'a probe is used up by what is not sent',
    file: 'delivery/sender.ts',
    find: 'circuits.handBack(use, clock.elapsed());',
    replace: '',
    caughtBy: { file: sender, test: 'not wasted' },
  },
  {
    name: 'the failures of one channel stop all channels of its tenant',
    file: 'delivery/circuit.ts',
    find: 'trouble.failures < patience || !trouble.isOfSeveral',
    replace: 'trouble.failures < patience',
    caughtBy: { file: circuit, test: 'holds up no other' },
  },
  {
    name: 'a channel that works waits for the probes of those that do not',
    file: 'delivery/circuit.ts',
    find: "openAt(tenant)?.[own ? 'probe' : 'trial']",
    replace: 'openAt(tenant)?.probe',
    caughtBy: { file: circuit, test: 'not known to be dead' },
  },
  {
    name: 'every channel of a dead tenant is probed by itself',
    file: 'delivery/circuit.ts',
    find: 'return [own, shared].filter(',
    replace: 'return [own, own ? undefined : shared].filter(',
    caughtBy: { file: circuit, test: 'share the probes' },
  },
  {
    name: 'what leads to a message does not wait for it',
    file: 'delivery/prepare-message.ts',
    find: " || goal?.state === 'unposted'",
    replace: '',
    caughtBy: { file: threadLink, test: 'the link waits' },
  },
  {
    name: 'an edit that must wait keeps back the posts',
    file: 'delivery/due-messages.ts',
    find: '(due."messageId" is null) = ${sql.lit(arePosts)}',
    replace: '(true or ${sql.lit(arePosts)})',
    caughtBy: { file: sender, test: 'only edits are held back' },
  },
  {
    name: 'the cursor is committed before what it stands for',
    file: 'notifications/watcher.ts',
    find: 'await commit(changes.runs, changes.cursor);',
    replace:
      'await commit([], changes.cursor);\n      await store.transaction(async (tx) => {\n        for (const run of changes.runs) await takeInRun(tx, service.name, run, now, "later");\n      });',
    caughtBy: { file: sender, test: 'loses no end' },
  },
  {
    name: 'one broken report stops the watcher',
    file: 'notifications/watcher.ts',
    find: 'if (!isOfOneReport(error)) throw error;',
    replace: 'throw error;',
    caughtBy: { file: sender, test: 'keeps back no other' },
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
    find: 'if (attempt === undefined) return;',
    replace: '',
    caughtBy: { file: worker, test: 'given up after twelve attempts' },
  },
  {
    name: 'a doubt that nobody can clear up is forgotten when the next try is refused',
    file: 'delivery/note-failure.ts',
    find: 'wasCalled && canBeSettled(failure) ? null',
    replace: 'wasCalled ? null',
    caughtBy: { file: sender, test: 'is not flooded with repeats' },
  },
  {
    name: 'what is old goes by a clock that was just set',
    file: 'delivery/retention.ts',
    find: 'Math.min(now, known === undefined ? now : Math.floor(known.present + passed * catchingUp))',
    replace: 'now',
    caughtBy: { file: watcher, test: 'years ahead' },
  },
  {
    name: 'a channel that was closed rests for ever',
    file: 'wiring/open-delivery.ts',
    find: 'await speaksAgain(claimed.incoming.channel);',
    replace: '',
    caughtBy: { file: doors, test: 'until somebody speaks' },
  },
  {
    name: 'at the first look nothing is news',
    file: 'notifications/watcher.ts',
    find: "look === 'first' ? momentOf(event, now) : undefined",
    replace: "look === 'first' ? 0 : undefined",
    caughtBy: { file: watcher, test: 'before the first look' },
  },
  {
    name: 'a run that was forgotten is news again',
    file: 'notifications/watcher.ts',
    find: 'if (!before && isForgotten(run, now)) return;',
    replace: '',
    caughtBy: { file: watcher, test: 'is no news' },
  },
];
