import { type Fields, fieldsOf, within, wordsFor } from './fields.ts';
import { excerpt } from './findings.ts';
import type { Distribution } from './graph.ts';
import type { Place, Reading } from './reading.ts';
import { shapes } from './shapes.ts';
import { suggestion } from './suggestion.ts';
import type { WrittenMap } from './written.ts';

/** How a step is run beside its command; a node may set these for the component it uses. */
export interface StepSettings {
  environmentVariables: Readonly<Record<string, string>>;
  timeoutSeconds?: number;
  distribution?: Distribution;
}

/** The keys that are read here; jobs, nodes and components all have them. */
export type SettingsFields = Pick<
  Fields<typeof shapes.node>,
  'environment' | 'environment_variables' | 'resources' | 'distribution' | 'limits'
>;

const distributions: readonly Distribution[] = ['mpi', 'pytorch', 'tensorflow', 'ray'];

/** Reads the settings of a step; what is different on one machine becomes a notice under the name of the node. */
export function readStepSettings(fields: SettingsFields, node: string, place: Place, reading: Reading): StepSettings {
  if (fields.environment) reading.findings.notice("images are not built here: steps run with this machine's Python");
  noticeInstances(fields.resources, node, reading);
  const timeoutSeconds = readTimeout(fields.limits, place, reading);
  const distribution = readDistribution(fields.distribution, node, place, reading);
  return {
    environmentVariables: readVariables(fields.environment_variables, place, reading),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(distribution && { distribution }),
  };
}

/** The settings of a component with those of a node over them, variable by variable. */
export function withSettings(component: StepSettings, node: StepSettings): StepSettings {
  const environmentVariables = { ...component.environmentVariables, ...node.environmentVariables };
  return { ...component, ...node, environmentVariables };
}

function readVariables(variables: WrittenMap | undefined, place: Place, { findings }: Reading) {
  const texts: [string, string][] = [];
  for (const [name, value] of variables?.entries ?? []) {
    const where = within(within(place.where, 'environment_variables'), name);
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      findings.problem(value.at, where, `${excerpt(name)} is not the name of a variable; use letters, digits and _`);
    } else if (value.kind !== 'scalar') {
      findings.problem(value.at, where, `must be a single value, not ${wordsFor(value)}`);
    } else if (value.text.includes('${{')) {
      findings.problem(value.at, where, 'expressions are not filled in here; set the variable in the command');
    } else {
      texts.push([name, value.text]);
    }
  }
  return Object.fromEntries(texts);
}

function readTimeout(limits: WrittenMap | undefined, place: Place, { findings }: Reading): number | undefined {
  if (!limits) return undefined;
  const where = within(place.where, 'limits');
  const { timeout } = fieldsOf(limits, shapes.limits, where, findings);
  if (!timeout) return undefined;
  if (/^\+?[1-9]\d{0,8}$/.test(timeout.text)) return Number(timeout.text);
  findings.problem(
    timeout.at,
    within(where, 'timeout'),
    `${excerpt(timeout.text)} is not a number of seconds; write a whole number above 0`,
  );
  return undefined;
}

function readDistribution(
  map: WrittenMap | undefined,
  node: string,
  place: Place,
  { findings }: Reading,
): Distribution | undefined {
  if (!map) return undefined;
  const where = within(place.where, 'distribution');
  const type = map.entries.get('type');
  const text = type?.kind === 'scalar' ? type.text : '';
  const distribution = distributions.find((each) => each === text.toLowerCase());
  if (distribution) {
    findings.notice(`${node}: distribution ${distribution} → one process`);
    return distribution;
  }
  const words = `${excerpt(text)} is no distribution${suggestion(text, distributions)}`;
  findings.problem((type ?? map).at, within(where, 'type'), words);
  return undefined;
}

function noticeInstances(resources: WrittenMap | undefined, node: string, { findings }: Reading) {
  const count = resources?.entries.get('instance_count');
  if (count?.kind === 'scalar' && Number(count.text) > 1)
    findings.notice(`${node}: ${excerpt(count.text)} instances → this machine`);
}
