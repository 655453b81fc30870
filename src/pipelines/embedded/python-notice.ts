import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Machine } from './machine.ts';

const installs = /\b(pip3?|conda|mamba)\s+install\b/;

/** A virtual environment of the command's own, or a folder of its own (HOME is private to a step). */
const keepsApart = /\bvenv\b|\bvirtualenv\b|--(?:user|target|prefix|root)\b/;

/**
 * What to say of commands that install packages into the Python that all steps share; nothing where Pipehand runs in a
 * virtual environment, which is there to be changed. They are not stopped: job files from Azure ML do it in good faith.
 */
export function pythonNotices(
  { python }: Pick<Machine, 'python'>,
  steps: readonly { name: string; command: string }[],
): readonly string[] {
  const changing = steps.filter(({ command }) => installs.test(command) && !keepsApart.test(command));
  const [first] = changing;
  if (!first || python === undefined || existsSync(join(dirname(python), '..', 'pyvenv.cfg'))) return [];
  const names = changing.length === 1 ? first.name : `${first.name} and ${changing.length - 1} more`;
  return [
    `${names}: ${installs.exec(first.command)?.[0]} changes the Python that all steps here share; start Pipehand in a virtual environment to keep it apart`,
  ];
}
