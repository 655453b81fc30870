import type { PipelineService } from '../pipelines/service.ts';
import type { PipelineParameter } from '../pipelines/types.ts';

/** Milliseconds for which a pipeline is taken to ask for the same: whoever carries the line out looks anew. */
const freshFor = 1_000;

/** Pipelines remembered at a time. */
const most = 1_000;

type ParametersOf = PipelineService['parametersOf'];

/**
 * What pipelines take, read at most once a second each: every `run` asks for it while its platform waits, and a definition
 * may be many files. Refusals are not remembered. `elapsed` counts milliseconds.
 */
export function recentParameters(parametersOf: ParametersOf, elapsed: () => number): ParametersOf {
  const known = new Map<string, { at: number; parameters: Promise<readonly PipelineParameter[]> }>();
  return (source) => {
    if (source.kind !== 'pipeline') return parametersOf(source);
    const key = JSON.stringify([source.name, source.version]);
    const found = known.get(key);
    if (found && elapsed() - found.at < freshFor) return found.parameters;
    const parameters = parametersOf(source);
    parameters.catch(() => known.delete(key));
    if (known.size >= most) known.clear();
    known.set(key, { at: elapsed(), parameters });
    return parameters;
  };
}
