import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One deliberate mistake, and the tests that must notice it. */
export interface PlantedBug {
  name: string;
  /** Below `src`. */
  file: string;
  find: string;
  replace: string;
  /** A test file, and a part of the names of the tests in it that must fail. */
  caughtBy: { file: string; test: string };
}

const project = join(import.meta.dirname, '..', '..');

/** Why the mistake can no longer be made; undefined when it can. */
export function misfit({ file, find }: PlantedBug): string | undefined {
  const pieces = readFileSync(join(project, 'src', file), 'utf8').split(find).length - 1;
  return pieces === 1 ? undefined : `${file} has ${pieces} pieces of the text to replace`;
}
