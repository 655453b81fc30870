import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installationWith } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { startServer } from '../support/pipehand.ts';
import { fall, greet, note } from '../support/small-pipelines.ts';
import { writeFiles } from '../support/temporary-folder.ts';
import { readHtml } from '../web/read-html.ts';

test('runs lists by pipeline, state, person, time and experiment, and every way to name a run finds that run', async () => {
  const at = installationWith((world) => ({ ...note(world), ...fall() }));
  await startServer(at);
  const ada = personAt(at);
  const bob = personAt(at, 'bob');
  const { user } = await ada.say('whoami', 'whoami');
  const first = await ada.sayToEnd('run note');
  const fallen = await ada.sayToEnd('run fall');
  const bobs = await bob.sayToEnd('run note --experiment trial');

  const listed = async (line: string, person = ada) => (await person.say('runs', line)).runs.map(({ id }) => id);
  const lists: readonly [line: string, runs: readonly { id: string }[]][] = [
    ['runs', [bobs, fallen, first]],
    ['runs --limit 2', [bobs, fallen]],
    ['runs note', [bobs, first]],
    ['runs status=failed', [fallen]],
    ['runs status:Completed', [bobs, first]],
    ['runs status=running', []],
    ['runs note status=failed', []],
    ['runs experiment=trial', [bobs]],
    ['runs experiment=notes', [first]],
    ['runs by=me', [fallen, first]],
    [`runs by=${user} status=completed`, [first]],
    ['runs by=terminal:bob', [bobs]],
    ['runs since=1h', [bobs, fallen, first]],
    ['runs since=2999-01-01', []],
  ];
  for (const [line, runs] of lists) expect([line, await listed(line)]).toEqual([line, runs.map(({ id }) => id)]);
  expect(await listed('runs by=me', bob)).toEqual([bobs.id]);

  const named: readonly [name: string, run: { id: string }][] = [
    ['last', bobs],
    ['last:fall', fallen],
    ['last-failed', fallen],
    ['last-success', bobs],
    ['LAST-SUCCESS:note', bobs],
    [first.shortId, first],
    [first.shortId.toLowerCase(), first],
    [first.id, first],
    [`http://127.0.0.1:3978/runs/${fallen.id}/`, fallen],
    ['note', bobs],
    ['fall', fallen],
  ];
  for (const [name, { id }] of named) {
    expect([name, (await ada.say('run', `status ${name}`)).run.id]).toEqual([name, id]);
  }

  const refused: readonly [line: string, code: string, words: string][] = [
    ['status last-failed:note', 'unknown-run', 'No failed run of note so far.'],
    ['status last-success:fall', 'unknown-run', 'No completed run of fall so far.'],
    ['status ZZZZ', 'unknown-run', 'There is no run "ZZZZ".'],
    ['status ^', 'unknown-run', 'This is not the thread of a run.'],
    ['runs stats=failed', 'bad-line', 'Did you mean status?'],
    ['runs status=odd', 'bad-value', 'waiting, running, completed, failed, canceled'],
    ['runs since=soon', 'bad-value', '"soon" is not a time.'],
    ['runs --limit 0', 'bad-value', 'from 1 to 100'],
    ['status one two', 'bad-line', 'one too many'],
  ];
  for (const [line, code, words] of refused) {
    expect([line, await ada.say('problem', line)]).toMatchObject([
      line,
      { code, message: expect.stringContaining(words) },
    ]);
  }
});

test('list and describe show the definitions as they stand on disk now, the broken ones with the reason', async () => {
  const at = installationWith((world) => ({ ...greet(world), ...fall() }));
  await startServer(at);
  const ada = personAt(at);
  const listed = async (line: string) => (await ada.say('pipelines', line)).pipelines;
  expect(await listed('list')).toEqual([{ name: 'fall' }, { name: 'greet', description: 'Greets somebody' }]);

  writeFiles(at.pipelines, { 'new.yml': 'command: echo new\n', 'fall.yml': 'jobs: {' });
  expect((await listed('list')).map(({ name }) => name)).toEqual(['fall', 'greet', 'new']);
  expect((await listed('list SOMEBODY')).map(({ name }) => name)).toEqual(['greet']);
  expect(await listed('list status=broken')).toEqual([
    { name: 'fall', problem: expect.stringContaining('fall.yml:1') },
  ]);
  expect((await listed('list status=enabled')).map(({ name }) => name)).toEqual(['greet', 'new']);
  expect((await ada.say('problem', 'list status=odd')).code).toBe('bad-value');
  rmSync(join(at.pipelines, 'fall.yml'));
  expect((await listed('list')).map(({ name }) => name)).toEqual(['greet', 'new']);

  const described = {
    name: 'greet',
    description: 'Greets somebody',
    parameters: [
      { name: 'name', type: 'string', default: 'world' },
      { name: 'times', type: 'integer', default: '1', min: 1, max: 9 },
    ],
    steps: [
      { name: 'write', needs: [] },
      { name: 'measure', needs: ['write'] },
    ],
    versions: [],
    file: join(at.pipelines, 'greet', 'pipeline.yml'),
  };
  expect((await ada.say('pipeline', 'describe greet')).pipeline).toMatchObject(described);
  expect((await ada.say('pipeline', 'run greet --help')).pipeline).toMatchObject(described);
  expect(await ada.say('problem', 'describe gret')).toMatchObject({ code: 'unknown-pipeline', fix: 'describe greet' });
  expect((await ada.say('runs', 'runs')).runs).toEqual([]);
});

test('open gives a link that one click turns into the page of the run', async () => {
  const at = installationWith(note);
  const server = await startServer(at);
  const ada = personAt(at);
  const run = await ada.sayToEnd('run note text=shown');
  const { url, title } = await ada.say('link', 'open last');
  expect(title).toContain(run.shortId);
  expect(url.startsWith(`${server.url}/runs/${run.id}/`)).toBe(true);

  const door = await (await fetch(url)).text();
  expect(door).not.toContain('shown');
  const fields = readHtml(door).attributes;
  const values = fields.filter(([name]) => name === 'input value').map(([, value]) => value);
  const names = fields.filter(([name]) => name === 'input name').map(([, name]) => name);
  const letIn = await fetch(new URL('/access', url), {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: server.url },
    body: new URLSearchParams(names.map((name, at): [string, string] => [name, values[at] ?? ''])),
  });
  expect(letIn.status).toBe(303);
  const page = await fetch(new URL(letIn.headers.get('location') ?? '', url), {
    headers: { cookie: letIn.headers.get('set-cookie')?.split(';')[0] ?? '' },
  });
  const { texts } = readHtml(await page.text());
  expect(texts.join(' ')).toContain('shown');
  expect(texts.join(' ')).toContain(run.shortId);
});

test('help shows every verb with a line to copy, whoami who may say them; doctor looks at the machine now', async () => {
  const at = installationWith(note);
  await startServer(at);
  const ada = personAt(at);
  const reading = ['status', 'list', 'runs', 'describe', 'logs', 'metrics', 'artifacts', 'open', 'whoami', 'doctor'];
  const changing = ['run', 'cancel', 'retry', 'rerun', 'publish', 'disable', 'enable'];
  const { entries } = await ada.say('help', 'help');
  const names = entries.map(({ verb }) => verb);
  expect(names).toEqual(expect.arrayContaining([...reading, ...changing, 'help']));
  expect(await ada.say('whoami', 'whoami')).toMatchObject({ role: 'admin', may: names });
  expect((await ada.say('help', '')).entries).toEqual(entries);
  for (const { verb, example } of entries) {
    const own = await ada.say('help', `help ${verb}`);
    expect([verb, own.topic, own.entries[0]?.example]).toEqual([verb, verb, example]);
    expect(await ada.say('help', `${verb} --help`)).toEqual(own);
  }
  const { lines } = await ada.say('help', 'help run');
  expect(lines.join('\n')).toContain('--experiment <name>');
  expect(lines.join('\n')).not.toContain('--fresh');
  expect((await ada.say('help', 'help search take runs again')).entries.map(({ verb }) => verb)).toEqual(['enable']);
  expect(await ada.say('problem', 'help lgos')).toMatchObject({ code: 'unknown-verb', fix: 'help logs' });

  const states = async () => {
    const { checks } = await ada.say('checks', 'doctor');
    return Object.fromEntries(checks.map(({ name, state, words }) => [name, `${state}: ${words}`]));
  };
  expect(await states()).toMatchObject({
    home: `ok: ${at.home}`,
    engine: expect.stringMatching(/^ok: 0 of \d+ slots busy, 0 runs going on$/),
    pipelines: `ok: 1 in ${at.pipelines}`,
  });
  chmodSync(at.home, 0o755);
  writeFiles(at.pipelines, { 'broken.yml': 'jobs: {' });
  expect(await states()).toMatchObject({
    home: expect.stringMatching(/^warning: .* can be read by other users/),
    pipelines: expect.stringMatching(/^warning: broken: /),
  });
});
