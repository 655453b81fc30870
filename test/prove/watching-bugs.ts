import type { PlantedBug } from './planted-bug.ts';

const sender = 'test/delivery/sender.test.ts';
const watcher = 'test/notifications/watcher.test.ts';
const service = 'test/embedded/embedded-service.test.ts';
const lostService = 'test/faults/lost-service.test.ts';

/** Mistakes on the way from a change of a run to what is known of it and told. */
export const watchingBugs: readonly PlantedBug[] = [
  {
    name: 'the cursor is committed before what it stands for',
    file: 'notifications/watcher.ts',
    find: 'await commit(others, isInOne ? to : from)',
    replace:
      'await commit([], to);\n    await store.transaction(async (tx) => {\n      for (const run of others) await takeInRun(tx, service.name, run, clock.now(), look);\n    })',
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
    name: 'at the first look nothing is news',
    file: 'notifications/take-in-run.ts',
    find: "look === 'first' ? momentOf(event, now) : undefined",
    replace: "look === 'first' ? 0 : undefined",
    caughtBy: { file: watcher, test: 'before the first look' },
  },
  {
    name: 'a run that was forgotten is news again',
    file: 'notifications/take-in-run.ts',
    find: 'if (!before && isForgotten(run, now)) return;',
    replace: '',
    caughtBy: { file: watcher, test: 'is no news' },
  },
  {
    name: 'a cursor of another history is believed',
    file: 'pipelines/embedded/change-feed.ts',
    find: 'name === id ? last : -1',
    replace: 'last',
    caughtBy: { file: service, test: 'its own history' },
  },
  {
    name: 'a run that its service lost runs for ever',
    file: 'notifications/watcher.ts',
    find: '?? asGone(run, clock.now())',
    replace: '?? run',
    caughtBy: { file: lostService, test: 'leaves no run open' },
  },
  {
    name: 'a report that nobody can take in is tried for ever',
    file: 'notifications/unread-reports.ts',
    find: 'tries >= mostTries',
    replace: 'false',
    caughtBy: { file: watcher, test: 'tried twelve times' },
  },
  {
    name: 'trouble with a machine never ends for those who see it',
    file: 'notifications/watcher.ts',
    find: 'await tellWhatIsOver(fence)',
    replace: 'await Promise.resolve()',
    caughtBy: { file: watcher, test: 'is over half an hour' },
  },
  {
    name: 'the first look is one long transaction',
    file: 'notifications/watcher.ts',
    find: 'keptAtOnce = 100;',
    replace: 'keptAtOnce = 100_000;',
    caughtBy: { file: watcher, test: 'what thousands of runs did' },
  },
];
