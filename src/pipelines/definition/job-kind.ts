import { excerpt } from './findings.ts';
import { refusedType } from './refused-types.ts';
import type { WrittenMap } from './written.ts';

/** What a file is by its root: a job to run, or something else with the reason in words. */
type JobKind = 'pipeline' | 'command' | { refusal: string };

const componentWords = 'is a component, not a job; a pipeline uses it with component: and the path of this file';

/** Files of Azure ML that are no jobs, by the name of their schema. */
const otherFiles: readonly (readonly [pattern: RegExp, words: string])[] = [
  [
    /deployment|endpoint/i,
    'is an endpoint or a deployment, not a job; name the pipeline or command job that you want to run',
  ],
  [/component/i, componentWords],
  [/schedule/i, 'is a schedule, not a job; name the file of the job that it starts'],
  [
    /^(?:data|model|environment|asset|featureset|featurestore)/i,
    'is an asset, not a job; name the file of a pipeline or command job',
  ],
  [
    /^(?:compute|amlcompute|workspace|connection|datastore|registry|kubernetes|virtualmachine|.*datastore)/i,
    'describes a resource, not a job; name the file of a pipeline or command job',
  ],
];

/** Decides what a definition file is, from `type`, `$schema` and the keys that only one kind of file has. */
export function jobKind({ entries }: WrittenMap): JobKind {
  const textOf = (key: string) => {
    const value = entries.get(key);
    return value?.kind === 'scalar' ? value.text : '';
  };
  const schema = /([\w.-]+)\.schema\.json$/.exec(textOf('$schema'))?.[1] ?? '';
  const other = otherFiles.find(([pattern]) => pattern.test(schema));
  if (other) return { refusal: other[1] };
  if (entries.has('is_deterministic') || (entries.has('version') && (entries.has('command') || entries.has('jobs')))) {
    return { refusal: componentWords };
  }
  if (entries.has('trigger') || entries.has('create_job'))
    return { refusal: 'is a schedule, not a job; name the file of the job that it starts' };
  const type = textOf('type');
  if (type === 'pipeline' || type === 'command') return type;
  if (type !== '') return { refusal: refusedType(type) ?? `the type ${excerpt(type)} is not known` };
  if (entries.has('command')) return 'command';
  return entries.has('jobs')
    ? 'pipeline'
    : { refusal: 'is neither a pipeline nor a command job: it has no type, no jobs and no command' };
}
