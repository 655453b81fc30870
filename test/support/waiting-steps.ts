import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Run } from '../../src/pipelines/types.ts';
import { type Definitions, ended } from './embedded.ts';
import type { RunningPipehand } from './running-pipehand.ts';

/** Hands its token to the test, then waits (half a minute at most) until the test lets it go on. */
const waiting = (name: string, after: string) => `
  ${name}:
    command: printenv MLFLOW_TRACKING_TOKEN > ../draft; mv ../draft ../token; for i in {1..600}; do [ -e ../go ] && break; sleep 0.05; done; ${after}`;

/** The pipeline `p`: the steps `one`, which completes, and `other`, which fails, side by side; both wait for the test. */
export const twoSteps: Definitions = {
  'p.yml': `type: pipeline\njobs:${waiting('one', 'true')}${waiting('other', 'exit 3')}\n`,
};

/** A step that waits. */
interface WaitingStep {
  id: string;
  /** What proves to Pipehand which step it is; the test has taken it off the disk. */
  token: string;
  /** Lets it go on, to its end. */
  go(): void;
}

/** A run of `twoSteps` whose steps both wait. */
interface WaitingRun {
  runId: string;
  one: WaitingStep;
  other: WaitingStep;
}

/** Submits the pipeline `p` and answers the id of the run: one that no other test has, for processes are known by it. */
export async function submit({ service }: RunningPipehand): Promise<string> {
  const runId = `run-${randomUUID()}`;
  const source = { kind: 'pipeline', name: 'p' } as const;
  await service.submit({ runId, source, parameters: {}, submittedBy: 'terminal:ada' });
  return runId;
}

/** Submits a run of `twoSteps`, and answers it once both steps run. */
export async function begun(pipehand: RunningPipehand): Promise<WaitingRun> {
  const runId = await submit(pipehand);
  const [one, other] = await Promise.all([waitingStep(pipehand, runId, 0), waitingStep(pipehand, runId, 1)]);
  return { runId, one, other };
}

/** Lets the steps of a run of `twoSteps` go on, and answers the run as it ended. */
export async function finish(pipehand: RunningPipehand, runId: string): Promise<Run> {
  for (const at of [0, 1]) writeFileSync(join(await folderOf(pipehand, runId, at), 'go'), '');
  return ended(pipehand.service, runId);
}

async function waitingStep(pipehand: RunningPipehand, runId: string, at: number): Promise<WaitingStep> {
  const folder = await folderOf(pipehand, runId, at);
  const file = join(folder, 'token');
  await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true);
  const token = readFileSync(file, 'utf8').trim();
  rmSync(file);
  const id = (await pipehand.service.find(runId))?.steps[at]?.id ?? '';
  return { id, token, go: () => writeFileSync(join(folder, 'go'), '') };
}

async function folderOf({ service, home }: RunningPipehand, runId: string, at: number): Promise<string> {
  const run = await service.find(runId);
  if (!run) throw new Error(`there is no run ${runId}`);
  return join(home, 'runs', run.shortId, `${at + 1}-${run.steps[at]?.name}`);
}
