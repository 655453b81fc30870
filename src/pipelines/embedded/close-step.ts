import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { StepFailure } from '../types.ts';
import { firstCause } from './first-cause.ts';
import { judge, troubleIn, type Verdict } from './judge.ts';
import type { ActiveStep } from './live-run.ts';
import { readLog } from './read-log.ts';
import type { EndedStep } from './run-writes.ts';
import type { StepCare } from './step-care.ts';
import { endLeftovers, readClaim, readExitStatus } from './step-claim.ts';
import { collectArtifacts } from './step-folder.ts';

/** Lines of the log that are kept with a failure. */
const failureLines = 40;

/** A step that is over: what it counts as, and when that was. */
export interface OverStep {
  verdict: Verdict;
  endedAt: number;
  exitStatus?: number;
}

/** The verdict on a step whose process is gone. Quick, because the next step waits for it. */
export function judgeStep(care: StepCare, active: ActiveStep): OverStep {
  const { root } = active.folder;
  const exitStatus = readExitStatus(root);
  if (exitStatus === undefined) endLeftovers(readClaim(root));
  const endedAt = exitStatus === undefined ? care.now() : exitTime(active, care.now());
  const verdict = judge({
    exitStatus,
    startedAt: active.startedAt,
    endedAt,
    timeoutSeconds: active.step.timeoutSeconds,
    endedBecause: active.endedBecause,
    diskFull: exitStatus === undefined && care.machine.diskIsFull(),
  });
  return { verdict, endedAt, ...(exitStatus !== undefined && { exitStatus }) };
}

/** Collects what a step left and what its log says of a failure. Never throws: what cannot be had is left out. */
export async function closeStep(care: StepCare, active: ActiveStep, over: OverStep): Promise<EndedStep> {
  const { id, runId, folder } = active;
  const { verdict, endedAt, exitStatus } = over;
  const artifacts = await collectArtifacts(folder).catch((error) => {
    care.log.error({ err: error, step: id }, 'the files of a step could not be collected');
    return undefined;
  });
  const uncollected = artifacts ? undefined : 'its files could not be collected (the log of Pipehand says why)';
  const reason = [verdict.reason, uncollected].filter((words) => words !== undefined).join('; ');
  return {
    id,
    runId,
    status: verdict.status,
    endedAt,
    ...(reason !== '' && { reason }),
    artifacts: artifacts ?? [],
    ...(verdict.status === 'Failed' && { failure: await failureOf(care, active, verdict, exitStatus) }),
  };
}

async function failureOf(
  care: StepCare,
  { id, folder }: ActiveStep,
  verdict: Verdict,
  exitStatus: number | undefined,
): Promise<StepFailure> {
  const { lines } = await readLog(folder.log, { tail: failureLines }).catch((error) => {
    care.log.error({ err: error, step: id }, 'the log of a step could not be read');
    return { lines: [] };
  });
  const silent = exitStatus === undefined ? 'it never ran' : `exit status ${exitStatus}, and its log is empty`;
  const cause = verdict.reason ?? firstCause(lines) ?? silent;
  const compute = verdict.compute ?? troubleIn(cause, exitStatus);
  return {
    cause,
    ...(exitStatus !== undefined && { exitCode: exitStatus }),
    logTail: lines,
    ...(compute && { compute }),
  };
}

/** A step that was credited after a restart ended when its exit status was written, not when it was found. */
function exitTime(active: ActiveStep, now: number): number {
  const { mtimeMs } = statSync(join(active.folder.root, 'exit'));
  return Math.min(now, Math.max(active.startedAt, Math.round(mtimeMs)));
}
