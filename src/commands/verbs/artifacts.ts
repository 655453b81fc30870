import { UserError } from '../../errors.ts';
import type { Artifact, Run } from '../../pipelines/types.ts';
import { artifactFileFlag, refuseFile } from '../as-file.ts';
import { runAndStep } from '../pick-step.ts';
import { runRef } from '../reply.ts';
import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

/** `artifacts [run] [step]`: the files a run left. */
export const artifacts: Verb = {
  name: 'artifacts',
  aliases: ['outputs'],
  usage: 'artifacts [run] [step] [--file path]',
  summary: 'Lists the files a run left',
  example: 'artifacts last',
  firstWord: 'run',
  right: 'view',
  flags: [shareFlag, artifactFileFlag],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 2,

  async handle(line, asked) {
    const { run, step } = await runAndStep(line.operands, asked);
    refuseFile(line, asked, `artifacts ${run.shortId}`);
    const path = line.flags.get('file');
    const left = run.artifacts.filter(
      (artifact) => (step === undefined || artifact.step === step) && (path === undefined || artifact.path === path),
    );
    if (path !== undefined && left.length !== 1) throw noOneFile(run, left);
    return { kind: 'artifacts', run: runRef(run), artifacts: left };
  },
};

function noOneFile({ shortId }: Run, found: readonly Artifact[]): UserError {
  if (found.length === 0)
    return new UserError({
      code: 'bad-value',
      message: `Run ${shortId} left no such file.`,
      fix: `artifacts ${shortId}`,
    });
  return new UserError({
    code: 'ambiguous',
    message: `Several steps of run ${shortId} left such a file: ${found.map(({ step }) => step).join(', ')}.`,
    fix: `artifacts ${shortId} ${found[0]?.step} --file <path>`,
  });
}
