import { hash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { hasCode } from './files.ts';
import type { Verdict } from './judge.ts';
import type { ActiveStep, LiveRun } from './live-run.ts';
import { renderCommand } from './quoting/command-template.ts';
import type { StepCare } from './step-care.ts';
import { stepEnvironment, workspaceName } from './step-environment.ts';
import { makeStepFolder } from './step-folder.ts';
import { type LaunchedStep, launchStep } from './step-process.ts';
import { makeOutputFolders, resolveStepValues, UnreadyInput } from './step-values.ts';

/** A step in line for a slot: its folder is being made, and that it may start any moment is being written down. */
export interface QueuedStep {
  active: ActiveStep;
  token: string;
  /** Settles when it may start; rejects with what `startFailure` puts in words. */
  ready: Promise<unknown>;
  /** That it may start is on disk. */
  isWritten: boolean;
}

/** A preparation that keeps a slot waiting for longer than this (milliseconds) shows as Preparing. */
const shownPreparation = 200;

/**
 * Puts the next attempt of a step in line. Nothing starts before the intent is on disk, so that after any end of the
 * service the step's folder tells whether it was started. Written together with whatever else is to be written.
 */
export function queueStep(care: StepCare, run: LiveRun, name: string): QueuedStep {
  const attempt = (run.attempts.get(name) ?? 0) + 1;
  run.attempts.set(name, attempt);
  const step = run.place.stepNamed(name);
  const folder = run.folderOf(name, attempt);
  const active = { id: run.place.stepId(name), runId: run.id, step, folder, attempt, startedAt: care.now() };
  const token = randomBytes(24).toString('base64url');
  const written = care.writes.queueStep({ id: active.id, runId: run.id, attempt, tokenHash: hash('sha256', token) });
  const made = Promise.all([
    makeStepFolder(folder, step.code && join(run.place.home.snapshots, step.code.digest)),
    makeOutputFolders(run.place, step),
  ]);
  const queued: QueuedStep = { active, token, ready: Promise.all([written, made]), isWritten: false };
  written.then(
    () => {
      queued.isWritten = true;
    },
    () => {},
  );
  // A step that is given up in the line has nobody who waits for it.
  queued.ready.catch(() => {});
  return queued;
}

/**
 * Hands a step from the line to the machine: resolves its inputs, renders its command, starts its process. Undefined
 * when the step was ended meanwhile. Throws what `startFailure` puts in words.
 */
export async function startStep(care: StepCare, run: LiveRun, queued: QueuedStep): Promise<LaunchedStep | undefined> {
  const { active } = queued;
  const { step, folder } = active;
  if (!queued.isWritten) care.writes.hurry();
  const preparing = queued.ready.then(() => resolveStepValues(run.place, step, folder));
  if (await takesLong(preparing)) noteRunning(care, run, active, 'Preparing');
  const values = await preparing;
  if (active.endedBecause !== undefined) return undefined;
  const command = renderCommand(step, {
    input: (name) => values.inputs.get(name),
    output: (name) => values.outputs.get(name),
  });
  const environment = stepEnvironment({
    host: care.machine.environment,
    run,
    stepId: active.id,
    step,
    folder,
    values,
    tracking: { url: care.trackingUrl(), token: queued.token },
  });
  active.startedAt = care.now();
  const launched = await launchStep({
    bash: care.machine.bash,
    command,
    folder: folder.root,
    workingFolder: folder.working,
    logFile: folder.log,
    environment,
    limits: care.machine.limits,
  });
  noteRunning(care, run, active, 'Running');
  return launched;
}

/** What readers see of the start; nothing depends on it, so nothing waits for it. */
function noteRunning(
  care: StepCare,
  run: LiveRun,
  { id, startedAt }: ActiveStep,
  status: 'Preparing' | 'Running',
): void {
  const first = run.started ? undefined : ({ status: 'Running', startedAt } as const);
  run.started = true;
  care.writes.noteStep({ id, runId: run.id, status, startedAt }, first).catch((error) => {
    care.log.warn({ err: error, step: id }, 'the start of a step was not noted');
  });
}

/** A step that could not be started: what to say of it, and of the machine. Undefined for an error that is a bug. */
export function startFailure(error: unknown): Pick<Verdict, 'reason' | 'compute'> | undefined {
  if (error instanceof UnreadyInput) return { reason: error.message };
  if (error instanceof UserError) return { reason: error.problem.message };
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) return machineFailed('the disk is full');
  if (hasCode(error, 'EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE')) {
    return machineFailed('this machine cannot start more processes');
  }
  if (hasCode(error, 'E2BIG')) {
    return { reason: 'could not start: its command or its environment is longer than this system takes' };
  }
  if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return { reason: 'could not start: its folder cannot be written' };
  return undefined;
}

function machineFailed(cause: string): Pick<Verdict, 'reason' | 'compute'> {
  return { reason: `could not start: ${cause}`, compute: { target: workspaceName, cause } };
}

async function takesLong(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const long = new Promise<true>((resolve) => {
    timer = setTimeout(resolve, shownPreparation, true as const);
  });
  try {
    return await Promise.race([work.then(() => false), long]);
  } finally {
    clearTimeout(timer);
  }
}
