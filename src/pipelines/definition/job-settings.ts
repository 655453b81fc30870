import { datastoreNamed, workspaceDatastores } from './data-path.ts';
import { fieldsOf, isTrue, within, wordsFor } from './fields.ts';
import { excerpt } from './findings.ts';
import type { Reading } from './reading.ts';
import { shapes } from './shapes.ts';
import type { WrittenMap, WrittenScalar } from './written.ts';

/** What `settings` of a pipeline job says, with Azure's defaults. */
interface JobSettings {
  continueOnStepFailure: boolean;
  defaultDatastore: string;
  defaultCompute?: WrittenScalar;
}

/** Reads the `settings` of a pipeline job. */
export function readJobSettings(settings: WrittenMap | undefined, reading: Reading): JobSettings {
  const { findings, datastores } = reading;
  const [fallback = ''] = workspaceDatastores;
  if (!settings) return { continueOnStepFailure: true, defaultDatastore: fallback };
  const fields = fieldsOf(settings, shapes.settings, 'settings', findings);
  for (const key of ['on_init', 'on_finalize'] as const) {
    const hook = fields[key];
    if (!hook) continue;
    const words = 'jobs before or after all others are not run here; make it an ordinary job under jobs';
    findings.problem(hook.at, within('settings', key), words);
  }
  const store = fields.default_datastore;
  const defaultDatastore = store ? datastoreNamed(store.text, datastores) : fallback;
  if (store && defaultDatastore === undefined) {
    const words = `there is no datastore ${excerpt(store.text)} here; there are ${datastores.join(', ')}`;
    findings.problem(store.at, 'settings.default_datastore', words);
  }
  return {
    continueOnStepFailure: fields.continue_on_step_failure ? isTrue(fields.continue_on_step_failure) : true,
    defaultDatastore: defaultDatastore ?? fallback,
    ...(fields.default_compute && { defaultCompute: fields.default_compute }),
  };
}

/** Reads `tags`: names and single values. */
export function readTags(tags: WrittenMap | undefined, { findings }: Reading): Readonly<Record<string, string>> {
  const texts: [string, string][] = [];
  for (const [name, value] of tags?.entries ?? []) {
    if (value.kind === 'scalar') texts.push([name, value.text]);
    else findings.problem(value.at, within('tags', name), `must be a single value, not ${wordsFor(value)}`);
  }
  return Object.fromEntries(texts);
}
