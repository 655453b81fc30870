import type { PlantedBug } from './planted-bug.ts';

const bounded = 'test/faults/bounded.test.ts';
const clock = 'test/faults/clock-jumps.test.ts';
const computeFailure = 'test/faults/compute-failure.test.ts';
const disk = 'test/faults/full-disk.test.ts';
const limits = 'test/faults/process-limits.test.ts';
const parts = 'test/faults/broken-parts.test.ts';

/** Mistakes of the process as a whole: its clock, its memory, its disk, the machines of its steps, and what nobody catches. */
export const processBugs: readonly PlantedBug[] = [
  {
    name: 'what waits is given up for a clock that was set ten years ahead',
    file: 'delivery/clock-watch.ts',
    find: 'if (back < 0) await setForward(tx, now, -back);',
    replace: '',
    caughtBy: { file: clock, test: 'ten years' },
  },
  {
    name: 'what waits is given up before anybody has seen that the clock was set',
    file: 'wiring/open-delivery.ts',
    find: 'clock: { ...clock, now: () => clockWatch.now() },',
    replace: 'clock,',
    caughtBy: { file: clock, test: 'in the moment after' },
  },
  {
    name: 'a round that throws is the last one',
    file: 'delivery/work-loop.ts',
    find: 'return pauseAfterFault;',
    replace: 'throw error;',
    caughtBy: { file: parts, test: 'under a reference' },
  },
  {
    name: 'what could not be counted makes the work fail',
    file: 'wiring/observe.ts',
    find: 'harmlessMeters(metrics.meters, log)',
    replace: 'metrics.meters',
    caughtBy: { file: parts, test: 'under a reference' },
  },
  {
    name: 'every message that was ever in doubt is remembered',
    file: 'delivery/doubts.ts',
    find: 'if (until > clock.elapsed()) break;\n        settled.delete(old);',
    replace: 'if (until > clock.elapsed() || old === slot) break;',
    caughtBy: { file: bounded, test: 'no more is held' },
  },
  {
    name: 'a process without files to open blames itself',
    file: 'commands/problem-reply.ts',
    find: 'const scarcity = scarcityProblem(error);',
    replace: 'const scarcity = undefined;',
    caughtBy: { file: limits, test: 'every file' },
  },
  {
    name: 'a clock that is set forward makes a post in doubt due',
    file: 'delivery/note-failure.ts',
    find: "if (verdict.kind === 'settle') doubts.add(row.slot);",
    replace: '',
    caughtBy: { file: clock, test: 'a post in doubt settles for its time' },
  },
  {
    name: 'what waits goes by a clock that was set back',
    file: 'delivery/clock-watch.ts',
    find: 'if (back > 0)',
    replace: 'if (false)',
    caughtBy: { file: clock, test: 'however the clock is set' },
  },
  {
    name: 'a post in doubt is looked for from the time of a clock that ran ahead',
    file: 'delivery/clock-watch.ts',
    find: "eb('doubtSince', '-', back)",
    replace: "eb('doubtSince', '-', 0)",
    caughtBy: { file: clock, test: 'was in doubt when a clock' },
  },
  {
    name: 'trouble of a machine is the old one however long it was quiet',
    file: 'notifications/incidents.ts',
    find: "    .where('lastAt', '>', at - quiet)\n",
    replace: '',
    caughtBy: { file: computeFailure, test: 'one card in each channel' },
  },
  {
    name: 'a run hurt by trouble that goes on is not counted',
    file: 'notifications/incidents.ts',
    find: 'runCount: known.runCount + 1',
    replace: 'runCount: known.runCount',
    caughtBy: { file: computeFailure, test: 'one card in each channel' },
  },
  {
    name: 'a full disk uses up the attempts of a request',
    file: 'delivery/inbox-worker.ts',
    find: 'if (!isUnavailable(error) || closing.signal.aborted) throw error;',
    replace: 'if (isUnavailable(error) || closing.signal.aborted) throw error;',
    caughtBy: { file: disk, test: 'while the disk is full' },
  },
  {
    name: 'a full disk uses up the tries of a message',
    file: 'delivery/verdict.ts',
    find: "isPassing(error) ? 'store' : 'fault'",
    replace: "isPassing(error) ? 'fault' : 'fault'",
    caughtBy: { file: 'test/delivery/verdict.test.ts', test: 'is no fault of ours' },
  },
  {
    name: 'a moment in which the disk is read-only refuses what comes in it',
    file: 'store/store-problem.ts',
    find: '  sqliteCodes.locked,\n  sqliteCodes.readonly,\n',
    replace: '  sqliteCodes.locked,\n',
    caughtBy: { file: disk, test: 'read-only' },
  },
  {
    name: 'a commit is synced only at the next checkpoint',
    file: 'store/sqlite.ts',
    find: 'pragma synchronous = full',
    replace: 'pragma synchronous = normal',
    caughtBy: { file: 'test/faults/synced.test.ts', test: 'G1' },
  },
  {
    name: 'whoever was killed is waited for until its lease has run out',
    file: 'delivery/leadership.ts',
    find: "if (!store.isShared || row.owner === '') return true;",
    replace: "if (row.owner === '') return true;",
    caughtBy: { file: 'test/faults/ready.test.ts', test: 'G10' },
  },
];
