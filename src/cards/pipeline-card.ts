import type { PipelineDescription, PipelineParameter } from '../pipelines/types.ts';
import type { Card, CardElement } from './card.ts';
import { disabledLine } from './list-cards.ts';

/** `describe` and `run <pipeline> --help`: parameters, steps, versions, and a line to copy. */
export function pipelineCard(pipeline: PipelineDescription): Card {
  const { name, description, version, disabled, file, notices } = pipeline;
  const origin = [
    version === undefined ? 'definition on disk' : `version ${version}`,
    ...(file === undefined ? [] : [file]),
  ];
  return {
    title: name,
    elements: [
      ...(description === undefined ? [] : [{ type: 'text', text: description } as const]),
      ...(disabled ? [disabledLine('Disabled', disabled)] : []),
      { type: 'context', parts: origin },
      parametersTable(pipeline.parameters),
      { type: 'list', title: 'Steps', items: pipeline.steps.map(stepWords) },
      ...versionsTable(pipeline),
      ...(notices.length === 0 ? [] : [{ type: 'list', title: 'Good to know', items: notices } as const]),
      { type: 'copyable', label: 'Run it', line: exampleLine(pipeline) },
    ],
  };
}

function parametersTable(parameters: readonly PipelineParameter[]): CardElement {
  if (parameters.length === 0) return { type: 'text', text: 'It takes no parameters.' };
  return {
    type: 'table',
    title: 'Parameters',
    columns: ['Name', 'Type', 'Default', 'What it does'],
    rows: parameters.map((each) => [
      each.name,
      typeWords(each),
      each.default ?? (each.optional ? 'none' : 'required'),
      each.description ?? '',
    ]),
  };
}

function typeWords({ type, enum: values, min, max }: PipelineParameter): string {
  if (values) return values.join(' | ');
  if (min !== undefined && max !== undefined) return `${type} ${min} to ${max}`;
  if (min !== undefined) return `${type} from ${min}`;
  return max === undefined ? type : `${type} to ${max}`;
}

function stepWords({ name, needs }: PipelineDescription['steps'][number]): string {
  return needs.length === 0 ? name : `${name} (after ${needs.join(', ')})`;
}

function versionsTable({ versions }: PipelineDescription): CardElement[] {
  if (versions.length === 0) return [];
  const rows = versions.map((each) => [
    `v${each.version}`,
    { person: each.publishedBy },
    each.disabled ? 'disabled' : '',
    each.description ?? '',
  ]);
  return [{ type: 'table', title: 'Versions', columns: ['Version', 'By', '', 'Description'], rows: rows.toReversed() }];
}

function exampleLine({ name, parameters }: PipelineDescription): string {
  const required = parameters.filter((each) => each.default === undefined && !each.optional);
  const [first] = required.length > 0 ? required : parameters.filter((each) => each.default !== undefined).slice(0, 1);
  const words =
    required.length > 0 ? required.map((each) => `${each.name}=…`) : first ? [`${first.name}=${first.default}`] : [];
  return ['run', name, ...words].join(' ');
}
