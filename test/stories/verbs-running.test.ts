import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { installationWith, linesIn, soon } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { startServer } from '../support/pipehand.ts';
import { fall, greet, note, patient, waits } from '../support/small-pipelines.ts';
import { writeFiles } from '../support/temporary-folder.ts';

test('run carries its steps out; status, logs, metrics and artifacts tell what they did and left', async () => {
  const at = installationWith((world) => ({ ...greet(world), ...fall() }));
  await startServer(at);
  const ada = personAt(at);
  const run = await ada.sayToEnd(
    'run greet name="Ada Lovelace" times=3 --experiment trial --tag owner=ada --why "try it"',
  );
  expect(linesIn(at, 'greetings')).toEqual(['hello Ada Lovelace 3']);
  expect(run).toMatchObject({
    pipeline: 'greet',
    status: 'Completed',
    experiment: 'trial',
    tags: { owner: 'ada', why: 'try it' },
    parameters: [
      { name: 'name', value: 'Ada Lovelace', default: 'world' },
      { name: 'times', value: '3', default: '1' },
    ],
    steps: [
      { name: 'write', status: 'Completed' },
      { name: 'measure', status: 'Completed' },
    ],
    metrics: { length: 7.5 },
  });
  expect((await ada.say('run', 'status last')).run).toEqual(run);
  expect((await ada.say('runs', 'status')).runs).toEqual([]);

  const log = async (line: string) => (await ada.say('log', line)).log;
  expect(await log('logs')).toMatchObject({ step: 'measure', lines: ['measured hello'] });
  expect((await log('logs write')).lines).toEqual(Array.from({ length: 50 }, (_, at) => `${at + 11}`));
  expect((await log(`logs ${run.shortId} write --tail 2`)).lines).toEqual(['59', '60']);
  expect((await log('logs last write --grep 5 --tail 3')).lines).toEqual(['57', '58', '59']);
  expect(await ada.say('problem', 'logs last wrote')).toMatchObject({ code: 'unknown-step', fix: 'logs last write' });
  expect(await ada.say('problem', 'logs --tail 501')).toMatchObject({ code: 'bad-value', fix: '--tail 50' });

  const metrics = async (line: string) =>
    (await ada.say('metrics', line)).metrics.map(({ name, value, step, iteration }) => [name, value, step, iteration]);
  const course = [
    ['length', 5, 'measure', 0],
    ['length', 7.5, 'measure', 1],
  ];
  expect(await metrics('metrics')).toEqual(course);
  expect(await metrics('metrics length')).toEqual(course);
  expect(await metrics(`metrics ${run.shortId} width`)).toEqual([]);

  const { artifacts } = await ada.say('artifacts', 'artifacts');
  expect(artifacts).toEqual([expect.objectContaining({ step: 'write', path: 'outputs/greeting.txt', size: 6 })]);
  expect(readFileSync(artifacts[0]?.file ?? '', 'utf8')).toBe('hello\n');
  expect((await ada.say('artifacts', 'artifacts last measure')).artifacts).toEqual([]);

  const fallen = await ada.sayToEnd('run fall');
  expect(fallen).toMatchObject({
    status: 'Failed',
    steps: [
      { name: 'climb', status: 'Completed' },
      { name: 'slip', status: 'Failed', failure: { cause: 'ValueError: no such column', exitCode: 3 } },
      { name: 'look', status: 'Completed' },
      { name: 'cheer', status: 'Canceled', reason: 'needs slip, which failed' },
    ],
  });
  expect(await log('logs')).toMatchObject({ step: 'slip', lines: ['ValueError: no such column'] });
});

test('a line that names nothing there is, or a value that does not fit, is refused with what would be right; nothing starts', async () => {
  const at = installationWith(greet);
  await startServer(at);
  const ada = personAt(at);
  const refused: readonly [line: string, code: string, message: string, fix: string][] = [
    ['run greet nam=Bob tims=1', 'unknown-parameter', 'Closest: name (string, default world)', 'name=Bob times=1'],
    ['run greet colour=red', 'unknown-parameter', 'It has name, times', ''],
    ['run greet times=two', 'bad-value', 'times=two is not a number', ''],
    ['run greet times=1.5', 'bad-value', 'not a whole number', ''],
    ['run greet times=10', 'bad-value', 'times must be between 1 and 9 (you gave 10)', 'times=9'],
    ['run greet name=a name=b', 'bad-line', 'name is given twice', ''],
    ['run greet name = Ada', 'bad-line', '', 'run greet name=Ada'],
    ['run greet --name=Ada', 'bad-line', 'without dashes', 'run greet name=Ada'],
    ['run gret', 'unknown-pipeline', 'Did you mean greet?', 'greet'],
    ['run far/greet', 'unknown-pipeline', 'no workspace "far"', 'local/greet'],
    ['run greet@v1', 'unknown-pipeline', 'greet has no version 1', 'publish greet as greet'],
    ['run greet@newest', 'bad-line', 'does not name a version', 'greet@v2'],
    ['run', 'bad-line', 'Which pipeline?', 'run <pipeline>'],
    ['rnu greet', 'unknown-verb', 'Did you mean run?', 'run greet'],
    ['rerun last', 'unknown-run', 'No run so far', 'list'],
    ['retry 7Q3K', 'unknown-run', 'no run "7Q3K"', 'runs'],
  ];
  for (const [line, code, message, fix] of refused) {
    const problem = await ada.say('problem', line);
    expect({ line, ...problem, fix: problem.fix ?? '' }).toMatchObject({
      line,
      code,
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    });
  }
  expect((await ada.say('runs', 'runs')).runs).toEqual([]);
  expect(linesIn(at, 'greetings')).toEqual([]);
});

test('cancel ends the process of the step that runs, and the run says who asked and why', async () => {
  const at = installationWith(patient);
  await startServer(at);
  const ada = personAt(at);
  const { run } = await ada.say('run', 'run patient');
  await expect
    .poll(async () => (await ada.say('log', 'logs').catch(() => undefined))?.log.lines, soon)
    .toEqual(['waiting']);
  expect(waits(at)).toBe(true);
  await expect
    .poll(async () => (await ada.say('runs', 'status')).runs)
    .toMatchObject([{ id: run.id, status: 'Running' }]);
  expect(await ada.say('problem', 'retry last')).toMatchObject({ code: 'conflict', fix: `cancel ${run.shortId}` });

  expect((await ada.say('run', 'cancel --why "wrong data"')).run.status).toBe('CancelRequested');
  const canceled = await ada.ended(run);
  const { user } = await ada.say('whoami', 'whoami');
  expect(canceled).toMatchObject({ status: 'Canceled', reason: `canceled by ${user}: wrong data` });
  await expect.poll(() => waits(at), soon).toBe(false);
  expect(await ada.say('problem', 'cancel last')).toMatchObject({ code: 'conflict', fix: `status ${run.shortId}` });
  expect(await ada.say('problem', 'cancel')).toMatchObject({
    message: 'Which run should I cancel?',
    details: [`${run.shortId}  patient  Canceled`],
    fix: `cancel ${run.shortId}`,
  });
});

test('retry runs a run again as it was, rerun with a value changed; what the definition says by now does not matter', async () => {
  const at = installationWith(note);
  await startServer(at);
  const ada = personAt(at);
  const first = await ada.sayToEnd('run note text=one --experiment trial --tag owner=ada');
  writeFiles(at.pipelines, note(at.world, 'changed'));

  const { run: again, note: words } = await ada.say('run', `retry ${first.shortId}`);
  expect(words).toContain(`Repeats ${first.shortId}`);
  expect(await ada.ended(again)).toMatchObject({
    status: 'Completed',
    experiment: 'trial',
    tags: { owner: 'ada' },
    parameters: first.parameters,
    repeats: { shortId: first.shortId },
  });
  const other = await ada.sayToEnd(`rerun ${first.shortId} text="one and two"`);
  expect(other.parameters).toEqual([{ name: 'text', value: 'one and two', default: 'nothing' }]);
  await ada.sayToEnd('run note text=three');
  expect(linesIn(at, 'notes')).toEqual(['noted one', 'noted one', 'noted one and two', 'changed three']);

  expect(await ada.say('problem', `rerun ${first.shortId} txt=four`)).toMatchObject({
    code: 'unknown-parameter',
    fix: `rerun ${first.shortId} text=four`,
  });
  const { details, fix } = await ada.say('problem', 'rerun text=four');
  expect(details).toHaveLength(4);
  expect(fix).toMatch(/^rerun \w{4}$/);
  expect((await ada.say('runs', 'runs')).runs).toHaveLength(4);
});
