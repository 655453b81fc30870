import { runAndStep } from '../pick-step.ts';
import type { Verb } from '../verb.ts';

/** `artifacts [run] [step]`: the files a run left. */
export const artifacts: Verb = {
  name: 'artifacts',
  aliases: ['outputs'],
  usage: 'artifacts [run] [step]',
  summary: 'Lists the files a run left',
  example: 'artifacts last',
  right: 'view',
  flags: [],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 2,

  async handle(line, asked) {
    const { run, step } = await runAndStep(line.operands, asked);
    const left = run.artifacts.filter((artifact) => step === undefined || artifact.step === step);
    return { kind: 'artifacts', run, artifacts: left };
  },
};
