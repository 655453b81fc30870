import type { PipelineService } from '../pipelines/service.ts';
import { isTerminal } from '../pipelines/status.ts';
import { visible } from '../visible.ts';
import { printValue } from './print-line.ts';
import type { Verb } from './verb.ts';

/**
 * The words that could stand where an unfinished line ends: verbs, pipelines, runs, parameters as `name=`, flags. Reads
 * only; what it cannot find out it leaves out.
 */
export async function complete(
  text: string,
  verbs: readonly Verb[],
  service: PipelineService,
): Promise<readonly string[]> {
  const words = text.trimStart().split(/ +/);
  const last = words.at(-1) ?? '';
  const begun = (candidates: readonly string[]) =>
    candidates.filter((word) => word.startsWith(last) && visible(word, word.length) === word);
  if (words.length <= 1) return begun(verbs.map(({ name }) => `${name} `));
  const verb = verbs.find(({ name, aliases }) => name === words[0] || aliases.includes(words[0] ?? ''));
  if (!verb) return [];
  if (last.startsWith('--')) return begun(verb.flags.filter(({ hidden }) => !hidden).map(({ name }) => `--${name}`));
  if (words.length === 2) return begun(await firstWords(verb, service));
  return verb.takesAssignments ? begun(await parameterWords(verb.name, words[1] ?? '', service)) : [];
}

async function firstWords({ name: verb, firstWord }: Verb, service: PipelineService): Promise<readonly string[]> {
  if (firstWord === 'pipeline') return (await service.pipelines()).map(({ name }) => `${name} `);
  if (firstWord !== 'run') return [];
  const runs = await service.runs({ limit: 20 });
  const fitting = verb === 'cancel' ? runs.filter(({ status }) => !isTerminal(status)) : runs;
  return [...fitting.map(({ shortId }) => shortId), 'last', 'last-failed', 'last-success'];
}

async function parameterWords(verb: string, word: string, service: PipelineService): Promise<readonly string[]> {
  if (verb === 'rerun') {
    const run = await service.findShort(word);
    return run ? run.parameters.map(({ name, value }) => `${name}=${printValue(value)}`) : [];
  }
  const known = (await service.pipelines()).some(({ name, problem }) => name === word && problem === undefined);
  return known ? (await service.describe({ name: word })).parameters.map(({ name }) => `${name}=`) : [];
}
