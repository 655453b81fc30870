import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { UserRef } from '../../src/chat/platform.ts';
import { complete } from '../../src/commands/complete.ts';
import { parseLine } from '../../src/commands/line.ts';
import { indexVerbs } from '../../src/commands/shape.ts';
import { verbs } from '../../src/commands/verbs.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';
import { openWorkspace, people } from './a-workspace.ts';

const iris = { 'iris.yml': 'command: \'echo ${{inputs.note}} > outputs/note\'\ninputs: { note: "" }\n' };

describe('runs by=', () => {
  async function threeRuns() {
    const workspace = await openWorkspace(iris);
    const runs = {
      bob: await workspace.sayToEnd('run iris', people.terminal),
      ada: await workspace.sayToEnd('run iris', people.slack),
      cleo: await workspace.sayToEnd('run iris', people.teams),
    };
    const listed = async (line: string, user: UserRef) => {
      const reply = await workspace.say(line, user);
      return reply.kind === 'runs' ? reply.runs.map(({ id }) => id) : reply;
    };
    return { ...workspace, runs, listed };
  }

  test('finds people by me, name, id or key, from every platform', async () => {
    const { listed, runs } = await threeRuns();
    const { terminal, slack, teams } = people;
    const lines: readonly [line: string, user: UserRef, run: { id: string }][] = [
      ['runs by=bob', terminal, runs.bob],
      ['runs by=@bob', slack, runs.bob],
      ['runs by=BOB', teams, runs.bob],
      ['runs by=terminal:bob', slack, runs.bob],
      ['runs iris by=me', slack, runs.ada],
      ['runs by=@ME', teams, runs.cleo],
      ['runs by=Ada', slack, runs.ada],
      ['runs by=U0ADA', slack, runs.ada],
      ['runs by=@u0ada', terminal, runs.ada],
      ['runs by=slack:T1/U0ADA', teams, runs.ada],
      [`runs by=${teams.id}`, terminal, runs.cleo],
      [`runs by:teams:${teams.id}`, slack, runs.cleo],
    ];
    for (const [line, user, { id }] of lines) expect([line, await listed(line, user)]).toEqual([line, [id]]);
    const nobodyYet = { ...slack, id: 'U9', name: 'Zoe' };
    expect(await listed('runs by=me', nobodyYet)).toEqual([]);
    expect(await listed('runs by=zoe', nobodyYet)).toEqual([]);
  });

  test('says when nobody is known by the name, or several are, with the closest and a line to copy', async () => {
    const { say, service } = await threeRuns();
    expect(await say('runs iris by=bobb --limit 5')).toMatchObject({
      code: 'bad-value',
      message: 'Nobody known as "bobb" has started a run. Did you mean bob?',
      fix: 'runs iris by=bob --limit 5',
    });
    expect(await say('runs by=slack:T1/U0ADDA')).toMatchObject({ fix: 'runs by=slack:T1/U0ADA' });
    const lost = await say('runs by=@everybody');
    expect(lost).toMatchObject({ message: 'Nobody known as "everybody" has started a run.', fix: 'runs by=me' });
    expect(lost).toMatchObject({ details: [expect.stringContaining('terminal:bob')] });
    expect(await say('runs by=')).toMatchObject({ code: 'bad-value', fix: 'by=me' });

    const source = { kind: 'pipeline', name: 'iris' } as const;
    await service.submit({ runId: 'run-other-bob', source, parameters: {}, submittedBy: 'slack:T1/BOB' });
    expect(await say('runs by=bob', people.teams)).toMatchObject({
      code: 'ambiguous',
      message: '2 people are called "bob": slack:T1/BOB, terminal:bob.',
      fix: 'runs by=slack:T1/BOB',
    });
    expect(await say('runs by=bob', people.terminal)).toMatchObject({ kind: 'runs' });
  });
});

test('runs of a pipeline that does not exist are refused with the closest name; what has run is known', async () => {
  const { say, service } = await openWorkspace(iris);
  expect(await say('runs irsi status=failed')).toMatchObject({
    code: 'unknown-pipeline',
    message: 'There is no pipeline "irsi". Did you mean iris?',
    fix: 'runs iris status=failed',
  });
  expect(await say('runs other')).toMatchObject({ details: ['There are: iris'], fix: 'list' });
  expect(await say('runs iris')).toMatchObject({ kind: 'runs', runs: [] });

  const file = join(writeFiles(temporaryFolder(), { 'apart/pipeline.yml': 'command: "true"\n' }), 'apart/pipeline.yml');
  const { id } = await service.submit({
    runId: 'run-apart',
    source: { kind: 'file', file },
    parameters: {},
    submittedBy: 'terminal:bob',
  });
  expect(await say('runs apart')).toMatchObject({ kind: 'runs', runs: [{ id }] });
});

test('a filter that does not exist is refused with those that do', async () => {
  const { say } = await openWorkspace(iris);
  const all = 'It takes status=, by=, since=, experiment=.';
  expect(await say('runs foo=1')).toMatchObject({ code: 'bad-line', message: `runs has no filter "foo". ${all}` });
  expect(await say('runs stats=failed')).toMatchObject({
    message: `runs has no filter "stats". Did you mean status? ${all}`,
    fix: 'runs status=failed',
  });
});

test('a reply about a log, metrics or artifacts names its run and carries nothing else of it', async () => {
  const { say, sayToEnd } = await openWorkspace(iris);
  const { id, shortId, pipeline } = await sayToEnd('run iris note=kept');
  for (const line of ['logs', 'metrics', 'artifacts']) {
    expect([line, await say(line)]).toEqual([line, expect.objectContaining({ run: { id, shortId, pipeline } })]);
  }
});

test('every verb whose first word is a pipeline or a run is completed with those there are', async () => {
  const { service, sayToEnd } = await openWorkspace(iris);
  const { shortId } = await sayToEnd('run iris');
  const offered = { pipeline: 'iris ', run: 'last' };
  let asked = 0;
  for (const { name, usage, firstWord } of verbs) {
    const [, named = ''] = /^\w+ [<[]([^>\]]*\b(?:pipeline|run)\b[^>\]]*)/.exec(usage) ?? [];
    expect([name, firstWord !== undefined && named.includes(firstWord)]).toEqual([name, named !== '']);
    if (firstWord === undefined) continue;
    asked += 1;
    expect([name, await complete(`${name} `, verbs, service)]).toEqual([
      name,
      // A run that has ended cannot be cancelled.
      expect.arrayContaining([offered[firstWord], ...(firstWord === 'run' && name !== 'cancel' ? [shortId] : [])]),
    ]);
  }
  expect(asked).toBeGreaterThan(15);
});

test('rerun is completed with the values of the run, quoted where a line needs it', async () => {
  const { service, sayToEnd } = await openWorkspace(iris);
  const values = ['plain', 'two words', '', 'it\'s "so"', 'back\\slash', 'çedilla'];
  for (const value of values) {
    const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    const { shortId } = await sayToEnd(`run iris note="${escaped}"`);
    const [word = ''] = await complete(`rerun ${shortId} no`, verbs, service);
    const line = parseLine(`rerun ${shortId} ${word}`, indexVerbs(verbs));
    expect([value, line.assignments]).toEqual([value, [expect.objectContaining({ key: 'note', value })]]);
  }
});
