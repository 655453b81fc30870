import { randomUUID } from 'node:crypto';
import { closeStep, judgeStep, type OverStep } from './close-step.ts';
import { timeoutWords } from './judge.ts';
import { type ActiveStep, cancelWords, endingWords, isOver, type LiveRun, outcomeOf } from './live-run.ts';
import type { Skipped, StepEnd } from './progress.ts';
import { type QueuedStep, queueStep, startFailure, startStep } from './start-step.ts';
import type { StepCare } from './step-care.ts';
import { endStep } from './step-claim.ts';
import { clearStepFolder, collectArtifacts } from './step-folder.ts';
import { artifactsOutput } from './step-values.ts';
import { endStrays } from './stray-processes.ts';

/** The longest delay a timer takes, in milliseconds (a signed 32-bit number). */
const longestTimer = 2_147_483_647;

/** Steps in line for each slot: enough to hide the making of folders, and to write many intents in one commit. */
const lineLength = 8;

/** A step whose code must be copied takes as much room in the line as so many others: copies lie on the disk unused. */
const roomForCode = 4;

/** The engine: which steps hold a slot, and what follows when one ends. */
export type Engine = ReturnType<typeof createEngine>;

interface EngineOptions extends StepCare {
  /** Steps that run at the same time. */
  slots: number;
  /** Milliseconds between asking a step to end and ending it by force. */
  grace: number;
}

export function createEngine(options: EngineOptions) {
  const { writes, now, log } = options;
  const live = new Map<string, LiveRun>();
  let busy = 0;
  let closed = false;

  /** Fills the slots, then the line behind them, in the order in which runs were submitted and steps written. */
  function pump(): void {
    for (const run of live.values()) {
      while (!closed && busy < options.slots) {
        const name = run.progress.take();
        if (name === undefined) break;
        const queued = run.queued.get(name) ?? queueStep(options, run, name);
        run.queued.delete(name);
        track(carry(run, queued));
      }
    }
    let room = options.slots * lineLength;
    for (const run of live.values()) {
      if (closed || room <= 0) return;
      for (const name of run.progress.upcoming(room)) {
        if (room <= 0) break;
        if (!run.queued.has(name)) run.queued.set(name, queueStep(options, run, name));
        room -= run.place.stepNamed(name).code ? roomForCode : 1;
      }
    }
  }

  /** A failure here is a bug that leaves its run hanging, so it is loud. */
  function track(work: Promise<void>): void {
    work.catch((error) => {
      if (!closed) log.error({ err: error }, 'a step could not be carried to its end');
    });
  }

  /** A step's life from the line to its end. */
  async function carry(run: LiveRun, queued: QueuedStep): Promise<void> {
    const { active } = queued;
    busy += 1;
    run.active.set(active.step.name, active);
    await settle(run, active, await outcomeOfProcess(run, queued));
  }

  async function outcomeOfProcess(run: LiveRun, queued: QueuedStep): Promise<OverStep> {
    const { active } = queued;
    try {
      const launched = await startStep(options, run, queued);
      if (!launched) return { verdict: canceledVerdict(active), endedAt: now() };
      active.pid = launched.pid;
      const stopWatching = watchLimits(active);
      await launched.exited;
      stopWatching();
    } catch (error) {
      if (closed) throw error;
      const failure = startFailure(error) ?? { reason: reportBug(error) };
      return { verdict: { status: 'Failed', ...failure }, endedAt: now() };
    }
    return judgeStep(options, active);
  }

  function canceledVerdict(active: ActiveStep): { status: StepEnd; reason: string } {
    return { status: 'Canceled', reason: active.endedBecause ?? 'canceled' };
  }

  function reportBug(error: unknown): string {
    const reference = randomUUID().slice(0, 8);
    log.error({ err: error, reference }, 'a step could not be started');
    return `could not start because of a fault in Pipehand (reference ${reference})`;
  }

  /** Ends the step when its time is over, or at once when that was decided before it had a process. */
  function watchLimits(active: ActiveStep): () => void {
    if (active.endedBecause !== undefined) endProcess(active);
    const seconds = active.step.timeoutSeconds;
    if (seconds === undefined) return () => {};
    let timer: NodeJS.Timeout | undefined;
    const check = () => {
      const left = active.startedAt + seconds * 1_000 - now();
      if (left <= 0) endBecause(active, timeoutWords(seconds));
      else timer = setTimeout(check, Math.min(left, longestTimer));
    };
    check();
    return () => clearTimeout(timer);
  }

  function endProcess(active: ActiveStep): void {
    if (active.pid !== undefined) endStep(active.pid, active.folder.root, options.grace);
  }

  /** Lets follow what follows from a step's end, at once; then collects what it left and writes it all down. */
  async function settle(run: LiveRun, active: ActiveStep, over: OverStep): Promise<void> {
    if (closed) return;
    const { name, outputs } = active.step;
    busy -= 1;
    run.active.delete(name);
    run.closing += 1;
    // Other steps may read the artifacts of a step that has them as an output; else they can start meanwhile.
    // What goes wrong here goes wrong again in closeStep, which says so.
    if (Object.hasOwn(outputs, artifactsOutput)) await collectArtifacts(active.folder).catch(() => {});
    const skipped = endInRun(run, name, over);
    pump();
    const ended = await closeStep(options, active, over);
    run.closing -= 1;
    const outcome = isOver(run) ? outcomeOf(run) : undefined;
    if (outcome) live.delete(run.id);
    await writes.endStep(ended, skipped, outcome);
    await clearStepFolder(active.folder);
    if (outcome) await cleanUp(run);
  }

  /** Answers the steps that will now never start. */
  function endInRun(
    run: LiveRun,
    name: string,
    { verdict: { status, reason }, endedAt }: OverStep,
  ): readonly Skipped[] {
    run.ends.set(name, { status, ...(reason !== undefined && { reason }) });
    run.lastEnd = Math.max(run.lastEnd, endedAt);
    const skipped = run.progress.end(name, status);
    noteSkipped(run, skipped);
    const ending = endingWords(run);
    if (ending !== undefined) for (const other of run.active.values()) endBecause(other, ending);
    return skipped;
  }

  async function cleanUp(run: LiveRun): Promise<void> {
    await endStrays(run.id, run.place.home.runs);
    for (const { active, ready } of run.queued.values()) {
      await ready.catch(() => {});
      await clearStepFolder(active.folder);
    }
  }

  function noteSkipped(run: LiveRun, skipped: readonly Skipped[]): void {
    if (skipped.length > 0) run.lastEnd = Math.max(run.lastEnd, now());
    for (const { name, reason } of skipped) run.ends.set(name, { status: 'Canceled', reason });
  }

  function endBecause(active: ActiveStep, why: string): void {
    active.endedBecause ??= why;
    endProcess(active);
  }

  return {
    /** Takes a run whose rows are committed; one that was being ended before a restart is ended on. */
    async admit(run: LiveRun): Promise<void> {
      live.set(run.id, run);
      const ending = endingWords(run);
      if (ending !== undefined) {
        const skipped = run.progress.skipRest(ending);
        noteSkipped(run, skipped);
        const outcome = isOver(run) ? outcomeOf(run) : undefined;
        await writes.skipSteps(run.id, skipped, outcome, now());
        if (outcome) live.delete(run.id);
      }
      pump();
    },

    /** Takes a step that was in the machine's hands before a restart; `exited` settles when its process is gone. */
    adopt(
      run: LiveRun,
      name: string,
      found: { attempt: number; startedAt: number; pid?: number; exited: Promise<void> },
    ): void {
      live.set(run.id, run);
      const { attempt, startedAt, pid, exited } = found;
      const ending = endingWords(run);
      const active: ActiveStep = {
        id: run.place.stepId(name),
        runId: run.id,
        step: run.place.stepNamed(name),
        folder: run.folderOf(name, attempt),
        attempt,
        startedAt,
        ...(pid !== undefined && { pid }),
        ...(ending !== undefined && { endedBecause: ending }),
      };
      busy += 1;
      run.active.set(name, active);
      const stopWatching = watchLimits(active);
      track(
        exited.then(() => {
          stopWatching();
          return settle(run, active, judgeStep(options, active));
        }),
      );
    },

    /** False when the run has ended. The run is Canceled when its last process is gone. */
    async cancel(runId: string, by: string, why: string | undefined): Promise<boolean> {
      const run = live.get(runId);
      if (!run) return false;
      if (run.canceled) return true;
      run.canceled = why === undefined ? { by } : { by, why };
      const words = cancelWords(run.canceled);
      const skipped = run.progress.skipRest(words);
      noteSkipped(run, skipped);
      const outcome = isOver(run) ? outcomeOf(run) : { status: 'CancelRequested' as const };
      const cancel = { cancelBy: by, cancelWhy: why ?? null, ...outcome };
      const written = writes.skipSteps(runId, skipped, cancel, now());
      // Not held up by the store: a step that fills the disk must be stoppable.
      for (const active of run.active.values()) endBecause(active, words);
      await written;
      if (outcome.status === 'Canceled') live.delete(runId);
      return true;
    },

    state: () => ({ busy, slots: options.slots, runs: live.size }),

    /** Starts nothing more and forgets what runs; the processes go on. */
    close(): void {
      closed = true;
    },
  };
}
