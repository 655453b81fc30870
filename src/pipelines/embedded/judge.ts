import { showDuration } from '../../show.ts';
import type { StepEnd } from './progress.ts';

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

function failureReason(facts: StepFacts): { reason?: string } {
  if (facts.exitStatus === undefined) {
    const disk = facts.diskFull ? '; the disk is full' : '';
    return {
      reason: `its process vanished without an exit status: killed from outside, or the machine restarted${disk}`,
    };
  }
  if (facts.exitStatus === killed) return { reason: 'killed (exit status 137), most often because memory ran out' };
  return {};
}
