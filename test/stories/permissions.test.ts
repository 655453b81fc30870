import { expect, test } from 'vitest';
import { installationWith, linesIn, soon } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { say, startServer } from '../support/pipehand.ts';
import { note, patient, waits } from '../support/small-pipelines.ts';

test('a member sees everything, starts runs and stops their own, and no run of anybody else', async () => {
  const at = installationWith((world) => ({ ...note(world), ...patient(world) }));
  await startServer(at);
  const ada = personAt(at);
  const bob = personAt(at, 'bob');
  const { user } = await ada.say('whoami', 'whoami');
  const adas = await ada.sayToEnd('run note text=ada');
  expect((await bob.say('run', 'status last')).run).toEqual(adas);
  expect((await bob.say('log', 'logs last')).log.step).toBe('note');
  expect((await bob.say('runs', 'runs')).runs).toHaveLength(1);

  expect(await bob.sayToEnd('run note text=bob')).toMatchObject({ status: 'Completed', submittedBy: 'terminal:bob' });
  expect((await bob.sayToEnd(`retry ${adas.shortId}`)).submittedBy).toBe('terminal:bob');
  expect((await bob.sayToEnd(`rerun ${adas.shortId} text=again`)).submittedBy).toBe('terminal:bob');
  expect(linesIn(at, 'notes')).toEqual(['noted ada', 'noted bob', 'noted ada', 'noted again']);

  const { run: theirs } = await ada.say('run', 'run patient who=ada');
  const { run: own } = await bob.say('run', 'run patient who=bob');
  await expect.poll(() => waits(at, 'ada') && waits(at, 'bob'), soon).toBe(true);
  expect(await bob.say('problem', `cancel ${theirs.shortId}`)).toMatchObject({
    code: 'forbidden',
    message: `You may not cancel run ${theirs.shortId}. Only ${user} or an admin may do that. Nothing was changed.`,
    fix: expect.stringContaining('PIPEHAND_ADMINS=terminal:bob'),
  });
  await bob.say('run', 'cancel');
  expect((await bob.ended(own)).reason).toBe('canceled by terminal:bob');
  await expect.poll(() => waits(at, 'bob'), soon).toBe(false);
  expect(waits(at, 'ada')).toBe(true);
  expect((await ada.say('run', `status ${theirs.shortId}`)).run.status).toBe('Running');

  expect((await bob.say('problem', 'cancel')).message).toBe('Which run should I cancel?');
  const { run: another } = await bob.say('run', 'run patient who=bob');
  await ada.say('run', `cancel ${another.shortId}`);
  await ada.say('run', `cancel ${theirs.shortId}`);
  expect((await bob.ended(another)).reason).toBe(`canceled by ${user}`);
  expect((await bob.ended(theirs)).status).toBe('Canceled');
});

test('a member may not publish, disable or enable, is not shown these verbs, and nothing has changed', async () => {
  const at = installationWith(note);
  await startServer(at);
  const ada = personAt(at);
  const bob = personAt(at, 'bob');
  const { entries } = await ada.say('help', 'help');
  const { role, user, may } = await bob.say('whoami', 'whoami');
  expect([role, user]).toEqual(['member', 'terminal:bob']);
  expect((await bob.say('help', 'help')).entries.map(({ verb }) => verb)).toEqual(may);
  expect(may).toEqual(expect.arrayContaining(['run', 'cancel', 'retry', 'rerun', 'logs', 'whoami', 'help']));

  await ada.say('done', 'disable note');
  const refused = {
    code: 'forbidden',
    message: expect.stringMatching(/^You may not \w+\. Only an admin may do that\. Nothing was changed\.$/),
    fix: expect.stringContaining('PIPEHAND_ADMINS=terminal:bob'),
  };
  const { code, reply } = await say(at, 'enable note', '--as', 'bob');
  expect([code, reply]).toMatchObject([2, { kind: 'problem', problem: refused }]);
  expect(await ada.say('problem', 'run note')).toMatchObject({ code: 'disabled', fix: 'enable note' });
  expect((await bob.say('problem', 'run note')).fix).toBe('Ask an admin to say: enable note');
  await ada.say('done', 'enable note');
  const withheld = entries.filter(({ verb }) => !may.includes(verb));
  expect(withheld.map(({ verb }) => verb)).toEqual(expect.arrayContaining(['publish', 'disable', 'enable']));
  for (const { verb, example } of withheld) {
    expect([verb, await bob.say('problem', example)]).toMatchObject([verb, refused]);
    expect((await bob.say('problem', `help ${verb}`)).code).toBe('unknown-verb');
    expect((await bob.say('help', `help search ${verb}`)).entries.map((entry) => entry.verb)).not.toContain(verb);
  }
  for (const line of ['publish note as note', 'disable note', 'disable note --for 1h', 'enable nothing']) {
    expect([line, await bob.say('problem', line)]).toMatchObject([line, refused]);
  }
  const { pipeline } = await ada.say('pipeline', 'describe note');
  expect(pipeline.versions).toEqual([]);
  expect(pipeline).not.toHaveProperty('disabled');
});

test('the setting that the refusal names makes its reader an admin, and nobody else', async () => {
  const at = installationWith(note);
  const people = ['bob', 'slack:T1/U1', 'teams:6f96-19ff'] as const;
  const first = await startServer(at);
  const settings = [];
  for (const person of people) {
    const { fix = '' } = await personAt(at, person).say('problem', 'disable note');
    settings.push(/PIPEHAND_ADMINS=(\S+)$/.exec(fix)?.[1]);
  }
  expect(settings).toEqual(['terminal:bob', 'slack:T1/U1', 'teams:6f96-19ff']);
  expect(await first.stop()).toBe(0);

  await startServer({ ...at, settings: { PIPEHAND_ADMINS: settings.join(', ') } });
  for (const person of people) {
    const admin = personAt(at, person);
    expect((await admin.say('whoami', 'whoami')).role).toBe('admin');
    await admin.say('done', `disable note --why ${person.replace(/\W/g, '-')}`);
    await admin.say('done', 'enable note');
  }
  expect((await personAt(at).say('whoami', 'whoami')).role).toBe('admin');
  for (const person of ['bobby', 'slack:T2/U1', 'slack:T1/U2', 'teams:6f96', 'terminal:U1']) {
    const other = personAt(at, person);
    expect([person, (await other.say('whoami', 'whoami')).role]).toEqual([person, 'member']);
    expect((await other.say('problem', 'publish note as note')).code).toBe('forbidden');
  }
  for (const nobody of ['', 'bob ', 'slack:bob', 'teams:', 'bob/ada', 'irc:bob']) {
    expect([nobody, (await personAt(at, nobody).say('problem', 'disable note')).code]).toEqual([nobody, 'bad-value']);
  }
});
