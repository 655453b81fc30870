import { delimiter } from 'node:path';

/** What steps inherit: where programs are, the language and the time zone, and what GPU libraries need to be found. */
const passedToSteps = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES', 'VIRTUAL_ENV'];

/** The part of an environment that steps may see. */
export function stepEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return { ...pick(environment, passedToSteps), PATH: pathForSteps(environment.PATH ?? '') };
}

/** Without the folders of Node packages that npm puts in front: a step must not depend on how Pipehand was started. */
function pathForSteps(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);
}

function pick(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
