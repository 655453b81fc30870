import { showDuration } from '../../show.ts';
import type { ComputeFailure } from '../types.ts';
import type { StepEnd } from './progress.ts';
import { workspaceName } from './step-environment.ts';
import { fileLimitStatus } from './step-limits.ts';

/** What is known of a step whose process is gone. Times are milliseconds since 1970. */
export interface StepFacts {
  /** The recorded exit status; undefined when the process left none. */
  exitStatus: number | undefined;
  startedAt: number;
  endedAt: number;
  timeoutSeconds: number | undefined;
  /** Why the service ended the step, if it did: a cancellation, or another step's failure. */
  endedBecause: string | undefined;
  diskFull: boolean;
}

/** How the step counts, and what to say of it beyond its log. */
export interface Verdict {
  status: StepEnd;
  reason?: string;
  /** Present when the machine failed rather than the step. */
  compute?: ComputeFailure;
}

/** File times lag behind the clock by up to a kernel tick; milliseconds. */
const fileClock = 20;

/** 128 + SIGKILL: what a shell reports of a command that was killed. */
const killed = 137;

/**
 * Decides how a step ended. The exit status decides, but for a step that the service ended: whatever it says, it was
 * stopped in the middle and what it left may be half done.
 */
export function judge(facts: StepFacts): Verdict {
  if (facts.endedBecause !== undefined) return { status: 'Canceled', reason: facts.endedBecause };
  if (facts.exitStatus === 0) return { status: 'Completed' };
  const limit = facts.timeoutSeconds ?? Number.POSITIVE_INFINITY;
  if (facts.endedAt - facts.startedAt >= limit * 1_000 - fileClock)
    return { status: 'Canceled', reason: timeoutWords(limit) };
  return { status: 'Failed', ...failureReason(facts) };
}

/** What is said of a step that ran into its `limits.timeout`. */
export function timeoutWords(seconds: number): string {
  return `ran longer than its limit of ${showDuration(seconds * 1_000)}`;
}

function failureReason(facts: StepFacts): Pick<Verdict, 'reason' | 'compute'> {
  if (facts.exitStatus === undefined) {
    const vanished = 'its process vanished without an exit status: killed from outside, or the machine restarted';
    if (!facts.diskFull) return { reason: vanished };
    return { reason: `${vanished}; the disk is full`, compute: trouble(diskFull) };
  }
  if (facts.exitStatus === fileLimitStatus) {
    return { reason: 'ended because a file it wrote grew beyond its limit (file= in PIPEHAND_STEP_LIMITS)' };
  }
  if (facts.exitStatus !== killed) return {};
  return {
    reason: 'killed (exit status 137), most often because memory ran out',
    compute: trouble('a step was killed, most often because memory ran out'),
  };
}

/** Exit statuses of a shell that could not execute a command, and could not find it. */
const notExecuted = [126, 127];

const diskFull = 'the disk is full';

/** Programs that a machine provides; a command that is not one of these belongs to the step. */
const interpreter =
  /(?:^|[\s/'‘])(python[\d.]*|Rscript|R|julia|java|node|perl|conda|mamba|docker|podman|apptainer|singularity)['’]?: (?:command not found|No such file or directory|bad interpreter|cannot execute)/;

/** The trouble of the machine that the cause of a failure tells of; undefined when it is the step's own. */
export function troubleIn(cause: string, exitStatus: number | undefined): ComputeFailure | undefined {
  if (/No space left on device|Disk quota exceeded/.test(cause)) return trouble(diskFull);
  if (exitStatus === undefined || !notExecuted.includes(exitStatus)) return undefined;
  const [, missing] = interpreter.exec(cause) ?? [];
  return missing === undefined ? undefined : trouble(`${missing} is missing`);
}

function trouble(cause: string): ComputeFailure {
  return { target: workspaceName, cause };
}
