import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installationWith, linesIn, soon } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { startServer } from '../support/pipehand.ts';
import { note, patient, waits } from '../support/small-pipelines.ts';
import { writeFiles } from '../support/temporary-folder.ts';

test('publish keeps the definition and its code for ever: later changes on disk reach the next version only', async () => {
  const at = installationWith(note);
  await startServer(at);
  const ada = personAt(at);
  const published = await ada.say('done', 'publish note as note --description "the first"');
  expect(published.title).toBe('Published note version 1');
  expect(published.lines.join('\n')).toContain('run note@v1');
  writeFiles(at.pipelines, note(at.world, 'changed'));

  expect(await ada.sayToEnd('run note text=a')).toMatchObject({ status: 'Completed', version: 1 });
  expect((await ada.sayToEnd('run note@draft text=b')).version).toBeUndefined();
  await ada.say('done', 'publish note as note');
  expect((await ada.sayToEnd('run note text=c')).version).toBe(2);
  expect((await ada.sayToEnd('run local/note@v1 text=d')).version).toBe(1);
  rmSync(join(at.pipelines, 'note'), { recursive: true });
  expect((await ada.sayToEnd('run note@1 text=e')).version).toBe(1);
  expect(linesIn(at, 'notes')).toEqual(['noted a', 'changed b', 'changed c', 'noted d', 'noted e']);

  const { user } = await ada.say('whoami', 'whoami');
  const { pipeline } = await ada.say('pipeline', 'describe note');
  expect(pipeline).toMatchObject({
    version: 2,
    versions: [
      { version: 1, description: 'the first', publishedBy: user },
      { version: 2, publishedBy: user },
    ],
  });
  expect((await ada.say('pipelines', 'list')).pipelines).toMatchObject([{ name: 'note', version: 2 }]);
});

test('publish takes a run too, and refuses what would make no new version', async () => {
  const at = installationWith((world) => ({ ...note(world), 'broken.yml': 'jobs: {' }));
  await startServer(at);
  const ada = personAt(at);
  const run = await ada.sayToEnd('run note text=tried');
  writeFiles(at.pipelines, note(at.world, 'changed'));
  expect((await ada.say('done', 'publish last as proven')).title).toBe('Published proven version 1');
  expect(await ada.sayToEnd('run proven text=again')).toMatchObject({ pipeline: 'proven', version: 1 });
  expect(linesIn(at, 'notes')).toEqual(['noted tried', 'noted again']);

  const refused: readonly [line: string, code: string, fix: string | undefined][] = [
    [`publish ${run.shortId} as proven`, 'conflict', 'run proven@v1'],
    ['publish proven', 'bad-line', 'publish proven as <name>'],
    ['publish proven under other', 'bad-line', 'publish proven as other'],
    ['publish nothing as other', 'unknown-pipeline', 'list'],
    ['publish note as "two words"', 'bad-value', undefined],
    ['publish note as ../other', 'bad-value', undefined],
  ];
  for (const [line, code, fix] of refused) {
    expect([line, await ada.say('problem', line)]).toMatchObject([line, { code, ...(fix !== undefined && { fix }) }]);
  }
  expect((await ada.say('problem', 'publish broken as other')).code).toBe('bad-definition');
  const { pipelines } = await ada.say('pipelines', 'list');
  expect(pipelines.map(({ name, version }) => [name, version])).toEqual([
    ['broken', undefined],
    ['note', undefined],
    ['proven', 1],
  ]);
});

test('disable refuses every way to start a run, naming who and why, until enable; what runs goes on', async () => {
  const at = installationWith((world) => ({ ...note(world), ...patient(world) }));
  await startServer(at);
  const ada = personAt(at);
  const { user } = await ada.say('whoami', 'whoami');
  const first = await ada.sayToEnd('run note text=before');
  const { run: waiting } = await ada.say('run', 'run patient');
  await expect.poll(async () => (await ada.say('run', 'status last')).run.status, soon).toBe('Running');

  await ada.say('done', 'disable patient');
  const disabled = await ada.say('done', 'disable note --for 2h --why "the data is being moved"');
  expect(disabled.lines.join('\n')).toContain('for 2 h');
  for (const line of ['run note', 'run note@draft', `retry ${first.shortId}`, `rerun ${first.shortId} text=x`]) {
    const problem = await ada.say('problem', line);
    expect(problem).toMatchObject({ code: 'disabled', fix: 'enable note' });
    expect(problem.message).toContain(`by ${user}`);
    expect(problem.message).toContain('the data is being moved');
  }
  const { pipelines } = await ada.say('pipelines', 'list status=disabled');
  expect(pipelines.map(({ name }) => name)).toEqual(['note', 'patient']);
  const mark = pipelines[0]?.disabled;
  expect(mark).toMatchObject({ by: user, why: 'the data is being moved' });
  expect((mark?.until ?? 0) - (mark?.at ?? 0)).toBe(2 * 60 * 60 * 1_000);
  expect((await ada.say('runs', 'runs')).runs).toHaveLength(2);
  expect((await ada.say('run', `status ${waiting.shortId}`)).run.status).toBe('Running');
  await expect.poll(() => waits(at), soon).toBe(true);
  await ada.say('run', 'cancel');

  await ada.say('done', 'enable note');
  await ada.sayToEnd('run note text=after');
  expect(linesIn(at, 'notes')).toEqual(['noted before', 'noted after']);
  expect((await ada.say('problem', 'run patient')).code).toBe('disabled');
  expect((await ada.ended(waiting)).status).toBe('Canceled');
});

test('one version can be disabled alone; a pipeline or a time that cannot be is refused and disables nothing', async () => {
  const at = installationWith(note);
  await startServer(at);
  const ada = personAt(at);
  await ada.say('done', 'publish note as note');
  await ada.say('done', 'disable note@v1');
  expect(await ada.say('problem', 'run note')).toMatchObject({ code: 'disabled', fix: 'enable note@v1' });
  expect((await ada.sayToEnd('run note@draft text=draft')).status).toBe('Completed');
  await ada.say('done', 'enable note@v1');

  expect(await ada.say('problem', 'disable nte')).toMatchObject({ code: 'unknown-pipeline', fix: 'disable note' });
  expect((await ada.say('problem', 'disable note@v7')).code).toBe('unknown-pipeline');
  expect((await ada.say('problem', 'disable note --for soon')).code).toBe('bad-value');
  expect((await ada.say('problem', 'disable')).message).toBe('Which pipeline?');
  expect((await ada.say('pipelines', 'list status=disabled')).pipelines).toEqual([]);
  expect((await ada.sayToEnd('run note text=v1')).version).toBe(1);
  expect(linesIn(at, 'notes')).toEqual(['noted draft', 'noted v1']);
});
