import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Installation, say } from '../support/pipehand.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

/** An installation with pipelines whose steps wait until the test lets them go on. */
export interface Workshop extends Installation {
  /** Lets the step of this name end. */
  letGo(...steps: readonly string[]): void;
  /** The steps that ended, in their order, over all runs. */
  ledger(): string[];
}

/** `relay` runs first, second and third one after the other; `solo` has one step. More definitions can be given. */
export function openWorkshop(definitions: Readonly<Record<string, string>> = {}): Workshop {
  const folder = temporaryFolder();
  // A step whose folder is gone was left behind by its test and ends.
  const waiting = (step: string) => `while [ -d ${folder} ] && [ ! -e ${folder}/${step} ]; do sleep 0.05; done`;
  const after = (step: string) => `inputs: { from: "\${{parent.jobs.${step}.outputs.done}}" }`;
  const step = (name: string, more: string) => `
  ${name}:
    command: "${waiting(name)}; echo ${name} >> ${folder}/ledger"
    outputs: { done: { type: uri_folder } }
    ${more}`;
  const relay = `
type: pipeline
inputs: { epochs: 3, learning_rate: 0.1 }
jobs:${step('first', '')}${step('second', after('first'))}${step('third', after('second'))}
`;
  const pipelines = writeFiles(join(folder, 'pipelines'), {
    'relay.yml': relay,
    'solo.yml': `type: pipeline\njobs:${step('alone', '')}\n`,
    ...definitions,
  });
  return {
    home: join(folder, 'home'),
    pipelines,
    letGo(...steps) {
      for (const each of steps) writeFileSync(join(folder, each), '');
    },
    ledger: () => readFileSync(join(folder, 'ledger'), { encoding: 'utf8', flag: 'a+' }).trim().split('\n'),
  };
}

/** Lets the steps of `relay` go, and expects that the run completes and that each step was run once. */
export async function expectCompletion(at: Workshop): Promise<void> {
  at.letGo('first', 'second', 'third');
  const { code, reply } = await say(at, 'status last', '--wait');
  expect([code, reply.run?.status]).toEqual([0, 'Completed']);
  expect(at.ledger()).toEqual(['first', 'second', 'third']);
}
