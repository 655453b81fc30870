import type { PlantedBug } from './planted-bug.ts';

const outbox = 'test/delivery/outbox.test.ts';
const sender = 'test/delivery/sender.test.ts';
const circuit = 'test/delivery/circuit.test.ts';
const threadLink = 'test/delivery/thread-link.test.ts';
const inFlight = 'test/faults/in-flight-kills.test.ts';
const doors = 'test/faults/closed-doors.test.ts';
const turns = 'test/delivery/turns.test.ts';
const ends = 'test/delivery/ends.test.ts';

/** Mistakes on the way from what is known of a run to a message that is shown once. Several of them were really made. */
export const deliveryBugs: readonly PlantedBug[] = [
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
    name: 'a message of a run that is not known yet is dropped',
    file: 'delivery/prepare-message.ts',
    find: "row.subject === null ? 'drop' : 'rest'",
    replace: "'drop'",
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
    caughtBy: { file: turns, test: 'never exceed' },
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
    name: 'whoever begins to lead posts at once, although another one just did',
    file: 'delivery/sender.ts',
    find: 'if (fence !== ledBy) budgets.begin(clock.elapsed());',
    replace: '',
    caughtBy: { file: sender, test: 'a leader that begins' },
  },
  {
    name: 'a doubt that nobody can clear up is forgotten when the next try is refused',
    file: 'delivery/note-failure.ts',
    find: 'wasCalled && canBeSettled(failure) ? null',
    replace: 'wasCalled ? null',
    caughtBy: { file: sender, test: 'is not flooded with repeats' },
  },
  {
    name: 'a channel that was closed rests for ever',
    file: 'wiring/open-delivery.ts',
    find: 'await speaksAgain(claimed);',
    replace: '',
    caughtBy: { file: doors, test: 'until somebody speaks' },
  },
  {
    name: 'progress may use all that the channels of a workspace share',
    file: 'delivery/sender.ts',
    find: 'const shareOfProgress = 3 / 4;',
    replace: 'const shareOfProgress = 1;',
    caughtBy: { file: turns, test: 'progress in other channels' },
  },
  {
    name: 'the oldest cards are always edited first',
    file: 'delivery/due-messages.ts',
    find: 'due."waitingSince", ',
    replace: '',
    caughtBy: { file: turns, test: 'each has its turn' },
  },
  {
    name: 'a dead tenant takes all tenants of its platform with it',
    file: 'delivery/sending.ts',
    find: "channel.indexOf('/')",
    replace: "channel.indexOf(':')",
    caughtBy: { file: sender, test: 'costs other tenants nothing' },
  },
  {
    name: 'cards that only begin are as urgent as an end',
    file: 'notifications/take-in-run.ts',
    find: 'hearers, now, urgency',
    replace: 'hearers, now',
    caughtBy: { file: ends, test: 'comes before the cards' },
  },
  {
    name: 'an end is told only once its card is edited',
    file: 'delivery/message-records.ts',
    find: 'if (message.after) await followUp(tx, row, message.after, now);',
    replace: '',
    caughtBy: { file: ends, test: 'although the platform' },
  },
  {
    name: 'an end waits as long as the progress before it',
    file: 'delivery/outbox.ts',
    find: "eb('attempts', '>', 0), ",
    replace: "eb('attempts', '>', 99), ",
    caughtBy: { file: ends, test: 'a fault of ours' },
  },
  {
    name: 'a card in the place of a deleted one mentions again',
    file: 'delivery/prepare-message.ts',
    find: ' && !isTold',
    replace: '',
    caughtBy: { file: ends, test: 'in the place of' },
  },
  {
    name: 'an end that was posted in doubt is told again',
    file: 'delivery/message-records.ts',
    find: 'const isFinal = message.isFinal ? 1 : row.isFinal;',
    replace: 'const isFinal = row.isFinal;',
    caughtBy: { file: outbox, test: 'mentions the owner once' },
  },
];
