import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { UserRef } from '../../src/chat/platform.ts';
import { createForms } from '../../src/commands/forms.ts';
import type { PipelineService } from '../../src/pipelines/service.ts';
import { ended, openEmbedded } from '../support/embedded.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

const iris = `
type: pipeline
inputs:
  data: { type: string, description: What to learn from }
  rate: { type: number, default: 0.1, min: 0, max: 1 }
  epochs: { type: integer, default: 5, min: 1, max: 200 }
  shuffle: { type: boolean, default: true }
  solver: { type: string, enum: [adam, SGD], default: adam }
  note: { type: string, optional: true }
  api_token: { type: string, default: hush }
jobs:
  train:
    command: "echo \${{inputs.data}}"
    inputs: { data: "\${{parent.inputs.data}}" }
`;

const ada: UserRef = { platform: 'slack', tenant: 'T1', id: 'U1', name: 'ada', kind: 'member' };
const channel = { platform: 'slack', tenant: 'T1', id: 'C1' } as const;

async function aWorkspace(service?: PipelineService) {
  const embedded = service ? undefined : await openEmbedded({ 'iris.yml': iris, 'plain.yml': 'command: "true"\n' });
  const used = service ?? embedded?.service;
  if (!used) throw new Error('there is no service');
  let elapsed = 0;
  const forms = createForms({ service: used, admins: new Set(), elapsed: () => elapsed });
  return {
    service: used,
    later() {
      elapsed += 1_000;
    },
    formOf: (text: string, user = ada) => forms.formOf({ text, user, channel }),
    lineOf: (text: string, values: Readonly<Record<string, string>>, user = ada) =>
      forms.lineOf({ text, user, channel }, new Map(Object.entries(values))),
  };
}

test('a line that lacks a value opens a form of all its parameters, filled with what they are otherwise', async () => {
  const { formOf } = await aWorkspace();
  expect(await formOf('start iris rate=0.5 --tag a=b')).toEqual({
    title: 'Run iris',
    line: 'run iris rate=0.5 --tag=a=b',
    submit: 'Run',
    fields: [
      { name: 'data', label: 'data', hint: 'What to learn from', isRequired: true, kind: 'text' },
      {
        ...{ name: 'rate', label: 'rate', hint: 'a number from 0 to 1 · empty means 0.1', isRequired: false },
        ...{ value: '0.5', kind: 'number', isWhole: false, least: 0, most: 1 },
      },
      {
        ...{ name: 'epochs', label: 'epochs', hint: 'a whole number from 1 to 200 · empty means 5', isRequired: false },
        ...{ value: '5', kind: 'number', isWhole: true, least: 1, most: 200 },
      },
      {
        ...{ name: 'shuffle', label: 'shuffle', isRequired: false },
        ...{ value: 'true', kind: 'choice', choices: ['true', 'false'] },
      },
      {
        ...{ name: 'solver', label: 'solver', isRequired: false },
        ...{ value: 'adam', kind: 'choice', choices: ['adam', 'SGD'] },
      },
      { name: 'note', label: 'note', isRequired: false, kind: 'text' },
      {
        ...{ name: 'api_token', label: 'api_token', hint: 'never shown; empty keeps what is set' },
        ...{ isRequired: false, kind: 'text' },
      },
    ],
  });
});

test('a line that lacks nothing opens a form only when it asks for one, and no other line does', async () => {
  const { formOf } = await aWorkspace();
  const opens = async (text: string) => (await formOf(text)) !== undefined;
  expect(await opens('run iris data=x')).toBe(false);
  expect(await opens('run iris data=x --form')).toBe(true);
  const others = [
    'run plain',
    'run plain --form',
    'run iris --help',
    'list',
    'rerun last',
    'digest',
    'rnu iris',
    'run',
  ];
  for (const line of [...others, 'run iris --fresh']) expect([line, await opens(line)]).toEqual([line, false]);
});

test('what would be refused anyway takes the ordinary road: strangers, unknown names, wrong values, what is disabled', async () => {
  const { formOf, service, later } = await aWorkspace();
  expect(await formOf('run iris', { ...ada, kind: 'guest' })).toBe(undefined);
  expect(await formOf('run iris', { ...ada, kind: 'foreign' })).toBe(undefined);
  for (const line of [
    'run isis',
    'run iris rte=1',
    'run iris rate=fast',
    'run iris rate=2 --form',
    'rerun 7Q3K --form',
  ])
    expect([line, await formOf(line)]).toEqual([line, undefined]);
  expect(await formOf('run iris')).toBeDefined();
  await service.setDisabled({ name: 'iris' }, { by: 'slack:T1/U2', at: Date.now() });
  later();
  expect(await formOf('run iris')).toBe(undefined);
});

test('a sent form is the line of what was changed; each wrong value is told at its field, with what would do', async () => {
  const { lineOf } = await aWorkspace();
  const line = 'run iris rate=0.5 --tag=a=b';
  const untouched = { rate: '0.5', epochs: '5', shuffle: 'true', solver: 'adam', note: '', api_token: '' };
  expect(await lineOf(line, { ...untouched, data: 'a "b" c' })).toEqual({
    kind: 'line',
    line: 'run iris rate=0.5 data="a \\"b\\" c" --tag=a=b',
  });
  expect(
    await lineOf(line, { data: 'x', rate: '0.1', epochs: ' 7 ', shuffle: 'false', solver: '', note: 'hi' }),
  ).toEqual({ kind: 'line', line: 'run iris data=x epochs=7 shuffle=false note=hi --tag=a=b' });
  expect(await lineOf(line, { data: '', rate: '0,5', epochs: '500', solver: 'adma', lost: 'x' })).toEqual({
    kind: 'wrong',
    problems: {
      data: 'data is needed: it takes a text.',
      rate: 'rate=0,5 is not a number. Use a dot: rate=0.5.',
      epochs: 'epochs must be between 1 and 200 (you gave 500).',
      solver: 'solver=adma is not one of adam, SGD. Did you mean adam?',
      lost: 'lost is not taken any more. Empty this field.',
    },
  });
  expect(await lineOf(line, { data: 'x', epochs: '7.0' })).toMatchObject({
    problems: { epochs: 'epochs=7.0 is not a whole number. Try 7.' },
  });
});

test('a repeat is filled with the old values, and only what was changed is said', async () => {
  const { formOf, lineOf, service } = await aWorkspace();
  const source = { kind: 'pipeline', name: 'iris' } as const;
  const parameters = { data: 'x y', epochs: '9', note: 'first', api_token: 'a-secret' };
  const { shortId } = await service.submit({ runId: 'run-1', source, parameters, submittedBy: 'slack:T1/U2' });
  await ended(service, 'run-1');
  const form = await formOf('rerun last --form rate=0.7');
  expect(form).toMatchObject({ title: `Run ${shortId} again`, line: `rerun ${shortId} rate=0.7`, submit: 'Run again' });
  const shown = Object.fromEntries(form?.fields.map(({ name, value }) => [name, value]) ?? []);
  expect(shown).toEqual({
    ...{ data: 'x y', rate: '0.7', epochs: '9', shuffle: 'true', solver: 'adam', note: 'first' },
    api_token: undefined,
  });
  expect(form?.fields.filter(({ isRequired }) => isRequired)).toEqual([]);
  const as = (values: Readonly<Record<string, string>>) => lineOf(form?.line ?? '', values);
  const all = { data: 'x y', rate: '0.7', epochs: '9', shuffle: 'true', note: 'first', api_token: '' };
  expect(await as(all)).toEqual({ kind: 'line', line: `rerun ${shortId} rate=0.7` });
  expect(await as({ ...all, epochs: '', rate: '0.1' })).toEqual({ kind: 'line', line: `rerun ${shortId} epochs=5` });
  expect(await as({ ...all, note: '', data: '' })).toEqual({
    kind: 'wrong',
    problems: {
      note: `Run ${shortId} was given note, and a repeat cannot leave it out. Give another value.`,
      data: 'data is needed: it takes a text.',
    },
  });
});

test('a form of what is disabled or forbidden by now is still a line, to be refused like any other', async () => {
  const { lineOf, service, later } = await aWorkspace();
  await service.setDisabled({ name: 'iris' }, { by: 'slack:T1/U2', at: Date.now() });
  const line = 'run iris rate=0.5';
  const expected = { kind: 'line', line: 'run iris rate=fast data=x' };
  expect(await lineOf(line, { data: 'x', rate: 'fast', note: '' })).toEqual(expected);
  await service.setDisabled({ name: 'iris' }, undefined);
  later();
  expect(await lineOf(line, { data: 'x', rate: 'fast' }, { ...ada, kind: 'guest' })).toEqual(expected);
});

test('more than one line can hold is told for the form as a whole', async () => {
  const { lineOf } = await aWorkspace();
  const long = 'x'.repeat(1_999);
  expect(await lineOf('run iris', { data: long, note: `"${long}`, api_token: long })).toEqual({
    kind: 'wrong',
    problems: { '': expect.stringContaining('at most 4,000 are read') },
  });
});

test('the form of a repeat asks for what the run took, whatever its definition says by now', async () => {
  const home = temporaryFolder();
  const { service } = await openEmbedded({ 'iris.yml': iris }, home);
  const { formOf } = await aWorkspace(service);
  const source = { kind: 'pipeline', name: 'iris' } as const;
  const { shortId } = await service.submit({ runId: 'run-1', source, parameters: { data: 'x' }, submittedBy: 'a' });
  await ended(service, 'run-1');
  writeFiles(join(home, 'definitions'), { 'iris.yml': 'command: echo ${{inputs.other}}\ninputs: { other: x }\n' });
  expect((await formOf('run iris --form'))?.fields.map(({ name }) => name)).toEqual(['other']);
  expect((await formOf(`rerun ${shortId} --form`))?.fields).toHaveLength(7);
});

test('however many lines name a pipeline, its definition is read once a second', async () => {
  const { service } = await openEmbedded({ 'iris.yml': iris });
  let reads = 0;
  const counted: PipelineService = {
    ...service,
    parametersOf(source) {
      reads += 1;
      return service.parametersOf(source);
    },
  };
  const { formOf, later } = await aWorkspace(counted);
  await Promise.all(Array.from({ length: 50 }, () => formOf('run iris')));
  expect(reads).toBe(1);
  later();
  await formOf('run iris');
  expect(reads).toBe(2);
});
