import { groupOf } from '../pipelines/status.ts';
import type { Run } from '../pipelines/types.ts';
import { runMeant, runToRead } from './find-run.ts';
import type { Operand } from './line.ts';
import type { Asked } from './verb.ts';

/** `[run] [step]` after a reading verb: a first word that is a step of the run meant without it counts as the step. */
export async function runAndStep(
  operands: readonly Operand[],
  asked: Asked,
): Promise<{ run: Run; step: string | undefined }> {
  const [first, second] = operands;
  if (!first || second) return { run: await runToRead(first?.text, asked), step: second?.text };
  if (await runMeant(first.text, asked)) return { run: await runToRead(first.text, asked), step: undefined };
  const run = await runToRead(undefined, asked).catch(() => undefined);
  if (run?.steps.some(({ name }) => name === first.text)) return { run, step: first.text };
  return { run: await runToRead(first.text, asked), step: undefined };
}

/** The step whose log a reader wants when none is named: the one that failed, else one that runs, else the last begun. */
export function tellingStep(run: Run): string | undefined {
  const failed = run.steps.find(({ status }) => groupOf(status) === 'failed');
  const running = run.steps.find(({ status }) => groupOf(status) === 'running');
  const begun = run.steps.filter(({ startedAt }) => startedAt !== undefined);
  const last = begun.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)).at(-1);
  return (failed ?? running ?? last)?.name;
}
