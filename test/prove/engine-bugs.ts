import type { PlantedBug } from './planted-bug.ts';

const claims = 'test/embedded/step-process.test.ts';
const survives = 'test/stories/survives.test.ts';
const writes = 'test/embedded/write-queue.test.ts';
const engine = 'test/embedded/engine.test.ts';

/** Mistakes in the engine and what is around it. */
export const engineBugs: readonly PlantedBug[] = [
  {
    name: 'a step starts although its folder was taken',
    file: 'pipelines/embedded/step-process.ts',
    find: '2>/dev/null || exit 0',
    replace: '2>/dev/null',
    caughtBy: { file: claims, test: 'only one process can take a folder' },
  },
  {
    name: 'what a step left in the background goes on',
    file: 'pipelines/embedded/step-process.ts',
    find: 'kill -KILL 0\n',
    replace: '\n',
    caughtBy: { file: claims, test: 'ends when the shell ends' },
  },
  {
    name: 'a stranger with the pid of a step is taken for it',
    file: 'pipelines/embedded/step-claim.ts',
    find: ' && fields[19] === claim.startTime',
    replace: '',
    caughtBy: { file: claims, test: 'is known again' },
  },
  {
    name: 'after a restart every begun step is started again',
    file: 'pipelines/embedded/recovery.ts',
    find: "return claimForService(folder) || readClaim(folder)?.by === 'service';",
    replace: 'return claimForService(folder) || true;',
    caughtBy: { file: survives, test: 'in the middle of a long step' },
  },
  {
    name: 'after a restart nothing is followed',
    file: 'pipelines/embedded/recovery.ts',
    find: 'readExitStatus(folder) !== undefined || !mayLive',
    replace: 'true',
    caughtBy: { file: survives, test: 'in the middle of a long step' },
  },
  {
    name: 'a step that ended meanwhile is credited with the time it was found',
    file: 'pipelines/embedded/close-step.ts',
    find: 'Math.min(now, Math.max(active.startedAt, Math.round(mtimeMs)))',
    replace: 'mtimeMs > 0 ? now : now',
    caughtBy: { file: survives, test: 'credited with the time it ended' },
  },
  {
    name: 'the intent is not written before a step starts',
    file: 'pipelines/embedded/start-step.ts',
    find: 'const written = care.writes.queueStep({',
    replace: 'const written = void care.writes.queueStep && (async (_: object) => {})({',
    caughtBy: { file: survives, test: 'takes the service down' },
  },
  {
    name: 'changes that a full disk refuses are dropped',
    file: 'pipelines/embedded/write-queue.ts',
    find: 'if (closed || !isPassing(error)) throw error;',
    replace: 'if (closed || isPassing(error)) throw error;',
    caughtBy: { file: writes, test: 'a disk that is full' },
  },
  {
    name: 'one bad change spoils its whole batch',
    file: 'pipelines/embedded/write-queue.ts',
    find: 'await persist([alone]).catch((error) => alone.done.reject(error));',
    replace: "alone.done.reject(new Error('UNIQUE'));",
    caughtBy: { file: writes, test: 'spoils no other' },
  },
  {
    name: 'a rollback that SQLite has done hides the full disk',
    file: 'store/sqlite.ts',
    find: "if (sql === 'rollback' && !database.isTransaction)",
    replace: 'if (false)',
    caughtBy: { file: writes, test: 'a disk that is full' },
  },
  {
    name: "steps see the service's environment",
    file: 'pipelines/embedded/step-environment.ts',
    find: '...of.host,',
    replace: '...(process.env as Record<string, string>),',
    caughtBy: { file: engine, test: 'sees no secret' },
  },
  {
    name: 'cancelling ends only the first process of a step',
    file: 'pipelines/embedded/step-claim.ts',
    find: 'return process.kill(-pid, signal);',
    replace: 'return process.kill(pid, signal);',
    caughtBy: { file: engine, test: 'asked first' },
  },
  {
    name: 'what left the group of a step outlives its run',
    file: 'pipelines/embedded/stray-processes.ts',
    find: 'variable.includes(place))) kill(pid)',
    replace: 'variable.includes(place))) void pid',
    caughtBy: { file: engine, test: 'cancelling ends the whole group' },
  },
  {
    name: 'a guessed verb is executed',
    file: 'commands/find-verb.ts',
    find: 'if (!verb) throw unknownVerb(text, first, wordFrom(line, first.end), verbs);',
    replace:
      "const guess = verb ?? verbs.verbs.get(closest(name, verbs.verbs.keys()) ?? '');\n  if (guess && !verb) return { verb: guess, from: first.end };\n  if (!verb) throw unknownVerb(text, first, wordFrom(line, first.end), verbs);",
    caughtBy: { file: 'test/stories/newcomer.test.ts', test: 'a slip ends with 2' },
  },
  {
    name: 'a dollar sign in double quotes is not escaped',
    file: 'pipelines/embedded/quoting/shell-placing.ts',
    find: 'value.replace(/["\\\\$`]/g, ',
    replace: 'value.replace(/["\\\\`]/g, ',
    caughtBy: { file: 'test/embedded/quoting/values-arrive.test.ts', test: 'arrives byte for byte in every context' },
  },
  {
    name: 'a here-document takes any value',
    file: 'pipelines/embedded/quoting/shell-placing.ts',
    find: "leaveUndecided(reader, place, 'stands inside a here-document');",
    replace: '',
    caughtBy: { file: 'test/embedded/quoting/undecidable-places.test.ts', test: '' },
  },
  {
    name: 'the path of a request becomes the path of a file',
    file: 'pipelines/embedded/step-files.ts',
    find: 'const opened = known && (await openInside(home.runs, join(relative(home.runs, folder.artifacts), known.path)));',
    replace:
      'const opened = await openInside(home.runs, join(relative(home.runs, folder.artifacts), known?.path ?? path));',
    caughtBy: { file: 'test/embedded/embedded-service.test.ts', test: 'hands out logs and artifacts' },
  },
  {
    name: 'cycles are not looked for',
    file: 'pipelines/definition/cycles.ts',
    find: 'if (next && onPath.has(next))',
    replace: 'if (false)',
    caughtBy: { file: 'test/stories/bad-input.test.ts', test: 'a cycle' },
  },
  {
    name: 'any Host header is taken',
    file: 'web/guards.ts',
    find: 'if (!allowed.has(host)) {',
    replace: 'if (false) {',
    caughtBy: { file: 'test/web/guards.test.ts', test: '' },
  },
];
