import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { RunSource } from '../../src/pipelines/service.ts';
import { ended, openEmbedded } from '../support/embedded.ts';
import { pipehand } from '../support/pipehand.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

const job = `
type: pipeline
inputs:
  rows: { type: uri_file, path: ./written.csv }
  word: nothing
jobs:
  show:
    command: 'cat "\${{inputs.rows}}"; echo "\${{inputs.word}}"'
    inputs: { rows: "\${{parent.inputs.rows}}", word: "\${{parent.inputs.word}}" }
`;

async function openWith(definition = job) {
  const folder = writeFiles(temporaryFolder(), {
    'job/pipeline.yml': definition,
    'job/written.csv': 'as written\n',
    'here/given $(date).csv': 'as given\n',
    'here/folder/part': 'in a folder\n',
  });
  const { service } = await openEmbedded({ 'job/pipeline.yml': definition, 'job/written.csv': 'as written\n' });
  const file = join(folder, 'job', 'pipeline.yml');
  let submitted = 0;

  async function submit(parameters: Readonly<Record<string, string>>, source?: RunSource) {
    submitted += 1;
    const runId = `run-${submitted}`;
    const from = source ?? { kind: 'file', file, folder: join(folder, 'here') };
    await service.submit({ runId, source: from, parameters, submittedBy: 'terminal:ada' });
    const run = await ended(service, runId);
    return { run, lines: (await service.log(runId, 'show', { tail: 10 })).lines };
  }

  async function refused(parameters: Readonly<Record<string, string>>, source?: RunSource) {
    const before = (await service.runs({ limit: 10 })).length;
    const error = await submit(parameters, source).catch((thrown) => thrown);
    expect(await service.runs({ limit: 10 })).toHaveLength(before);
    return error instanceof UserError ? error.problem : error;
  }

  return { folder, service, submit, refused };
}

test('whoever submits a file gives its data inputs other paths, from the folder they are in', async () => {
  const { folder, submit } = await openWith();
  expect((await submit({})).lines).toEqual(['as written', 'nothing']);
  const given = await submit({ rows: './given $(date).csv', word: 'two words' });
  expect(given.lines).toEqual(['as given', 'two words']);
  expect((await submit({ rows: join(folder, 'here', 'given $(date).csv') })).lines[0]).toBe('as given');
  expect((await submit({}, { kind: 'run', runId: given.run.id })).lines).toEqual(['as given', 'two words']);
});

test('data that the file leaves open, or that is not on this machine, can be given', async () => {
  const open = await openWith(job.replace('{ type: uri_file, path: ./written.csv }', '{ type: uri_file }'));
  expect((await open.submit({ rows: 'given $(date).csv' })).lines[0]).toBe('as given');
  expect((await open.refused({})).details).toEqual([expect.stringContaining('has no path')]);
  const asset = await openWith(
    job.replace('./written.csv', 'azureml:churn-rows:3').replace('uri_file,', 'uri_folder,'),
  );
  expect((await asset.submit({ rows: 'folder' })).lines[0]).toMatch(/: Is a directory$/);
  expect((await asset.refused({})).code).toBe('bad-definition');
});

test('a path that leads nowhere is refused before anything starts', async () => {
  const { folder, refused } = await openWith();
  expect(await refused({ rows: 'missing.csv' })).toMatchObject({
    code: 'bad-value',
    message: expect.stringContaining(`there is no file or folder ${join(folder, 'here', 'missing.csv')}`),
  });
  expect(await refused({ rows: 'https://example.com/rows.csv' })).toMatchObject({ code: 'bad-value' });
  expect(await refused({ rows: '' })).toMatchObject({ code: 'bad-value' });
  expect(await refused({ rows: '/dev/zero' })).toMatchObject({ code: 'bad-value' });
});

test('from chat no path is taken: not for a pipeline by its name, not for an earlier run', async () => {
  const { submit, refused } = await openWith();
  const { run } = await submit({});
  for (const source of [
    { kind: 'pipeline', name: 'job' },
    { kind: 'run', runId: run.id },
  ] as const) {
    expect(await refused({ rows: '/etc/passwd' }, source)).toMatchObject({
      code: 'unknown-parameter',
      message: 'rows is data of job, which is set in its definition and never from chat. Nothing was started.',
    });
  }
});

test('the command line takes the path from the folder it was typed in', async () => {
  const { folder } = await openWith();
  const at = { home: temporaryFolder(), pipelines: folder };
  const args = ['submit', '../job/pipeline.yml', 'rows=./given $(date).csv', '--wait', '--json'];
  const { code, out } = await pipehand(at, args, join(folder, 'here'));
  expect([code, JSON.parse(out).run.status]).toEqual([0, 'Completed']);
  const said = await pipehand(at, ['say', 'logs last', '--json']);
  expect(JSON.parse(said.out).log.lines).toEqual(['as given', 'nothing']);
});
