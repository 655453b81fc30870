import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { ended, openEmbedded } from '../support/embedded.ts';
import { aCodeFolder, kept, refusal } from '../support/kept-snapshot.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

async function runIt(definition: string) {
  const { service } = await openEmbedded({ 'p.yml': definition });
  const source = { kind: 'pipeline', name: 'p' } as const;
  const runId = `run-${randomUUID()}`;
  await service.submit({ runId, source, parameters: {}, submittedBy: 'terminal:ada' });
  return { service, run: await ended(service, runId) };
}

describe('what a step leaves', () => {
  test('is its own: a link in the place of its artifacts leads nobody outside, and moves nothing there', async () => {
    const outside = writeFiles(join(temporaryFolder(), 'outside'), { canary: 'CANARY' });
    const { service, run } = await runIt(`command: ln -s ${outside} ../artifacts; echo mine > outputs/mine\n`);
    expect(run.artifacts.map(({ path }) => path)).toEqual(['outputs/mine']);
    const opened = service.openArtifact(run.id, { step: 'p', path: 'canary' });
    await expect(opened).rejects.toThrow(UserError);
    expect(spawnSync('ls', ['-A', outside]).stdout.toString()).toBe('canary\n');
  });

  test('that cannot be collected ends with the step all the same', async () => {
    const { run } = await runIt(`
type: pipeline
jobs:
  keep:
    command: echo x > outputs/kept; echo y > \${{outputs.artifacts}}/outputs
    outputs: { artifacts: }
  next:
    command: echo went on
    inputs: { all: "\${{parent.jobs.keep.outputs.artifacts}}" }
`);
    expect(run.status).toBe('Completed');
    expect(run.steps[0]?.reason).toMatch(/could not be collected/);
  });

  test('is kept though one file has a name that is no text', async () => {
    const { run } = await runIt(`command: echo x > outputs/good; echo y > $'outputs/bad-\\xff'\n`);
    expect(run.steps[0]?.reason).toBeUndefined();
    expect(run.artifacts.map(({ path }) => path)).toEqual(['outputs/good']);
  });
});

describe('the ignore file of a code folder', () => {
  const names = async (rules: string, files: Readonly<Record<string, string>>) =>
    (await kept(aCodeFolder({ '.amlignore': rules, ...files }))).files;

  test('can leave out everything and take back some kinds, also in folders', async () => {
    const files = { 'a.py': '', 'a.csv': '', 'src/b.py': '', 'src/c.csv': '' };
    expect(await names('*\n!*/\n!*.py\n', files)).toEqual(['a.py', 'src/b.py']);
  });

  test('tells upper case from lower case, as git does', async () => {
    expect(await names('Data/\nmodel.bin\n', { 'data/x': '', 'Model.bin': '', 'Data/y': '' })).toEqual([
      '.amlignore',
      'Model.bin',
      'data/x',
    ]);
  });

  test('does not bring back what tools leave behind', async () => {
    const files = { 'x.pyc': '', '.git/config': '', '__pycache__/x': '', 'a.py': '' };
    expect(await names('!*.pyc\n!.git\n!__pycache__\n', files)).toEqual(['.amlignore', 'a.py']);
  });

  test.each(['a pipe', 'a folder'])('is not waited for when it is %s', async (what) => {
    const folder = aCodeFolder({ 'a.py': '', '.gitignore': '*.csv', 'x.csv': '' });
    const file = join(folder, '.amlignore');
    if (what === 'a folder') mkdirSync(file);
    else spawnSync('mkfifo', [file]);
    expect((await kept(folder)).files).toEqual(['.gitignore', 'a.py']);
  });
});

test('a file whose name is no text is refused in words', async () => {
  const folder = aCodeFolder({ 'a.py': '' });
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/bad-`), Buffer.from([0xff])]), '');
  expect(await refusal(folder)).toMatchObject({ code: 'bad-definition', message: expect.stringContaining(folder) });
});
