import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDeskAddress, writeDeskAddress } from '../../src/chat/terminal/desk-address.ts';
import { openEmbedded } from '../support/embedded.ts';
import { installationWith, linesIn } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { pipehand, say, startServer } from '../support/pipehand.ts';
import { note } from '../support/small-pipelines.ts';
import { type RawRequest, send } from '../web/raw-client.ts';

test('say works alone while no server runs, and says so; with one it goes through the server', async () => {
  const at = installationWith(note);
  const alone = await say(at, 'run note text=alone');
  expect(alone).toMatchObject({ code: 0, reply: { run: { status: 'Completed' } } });
  expect(alone.err).toContain('No server is running here, so this stays until the run has ended');
  expect(existsSync(join(at.home, 'server.json'))).toBe(false);

  const server = await startServer(at);
  const through = await say(at, 'run note text=through');
  expect(through).toMatchObject({ code: 0, err: '' });
  expect((await personAt(at).ended(through.reply.run)).status).toBe('Completed');
  expect(linesIn(at, 'notes')).toEqual(['noted alone', 'noted through']);
  expect(await server.stop()).toBe(0);
  expect(existsSync(join(at.home, 'server.json'))).toBe(false);
});

test('lines said at the same time without a server take turns, and each is carried out once', async () => {
  const at = installationWith(note);
  const said = await Promise.all(['a', 'b'].map((text) => say(at, `run note text=${text}`, '--wait')));
  expect(said.map(({ code }) => code)).toEqual([0, 0]);
  expect([...linesIn(at, 'notes')].sort()).toEqual(['noted a', 'noted b']);
  expect(new Set(said.map(({ reply }) => reply.run.shortId)).size).toBe(2);
});

test('a home whose owner does not answer is left to it: start is refused with 3, until the owner has ended', async () => {
  const at = installationWith(note);
  const owner = await openEmbedded({}, at.home);
  const refused = await pipehand(at, ['start']);
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.err).toContain(`${join(at.home, 'embedded.db')} is held by another Pipehand process`);
  await owner.service.close();
  expect(await say(at, 'list')).toMatchObject({ code: 0, reply: { pipelines: [{ name: 'note' }] } });
});

test('a second start on the same home is refused with 3 and says who is there', async () => {
  const at = installationWith(note);
  const first = await startServer(at);
  const second = await pipehand(at, ['start']);
  expect(second).toMatchObject({ code: 3, out: '' });
  expect(second.err).toContain(`Pipehand already runs for the home ${at.home} (${first.url}).`);
  expect(second.err).toContain('PIPEHAND_HOME=');
  const { run } = await personAt(at).say('run', 'run note');
  expect((await personAt(at).ended(run)).status).toBe('Completed');
});

test('after kill -9 of the server the next line takes the home over, and then a new server does', async () => {
  const at = installationWith(note);
  const server = await startServer(at);
  const { run } = await personAt(at).say('run', 'run note text=before');
  await server.crash();
  const left = readDeskAddress(at.home);
  expect(left?.url).toBe(server.url);

  const taken = await say(at, 'run note text=after');
  expect(taken).toMatchObject({ code: 0, reply: { run: { status: 'Completed' } } });
  expect(taken.err).toContain('No server is running here');

  // What a crash left behind may by now lead to somebody else's server.
  const other = installationWith(note);
  const stranger = await startServer(other);
  writeDeskAddress(at.home, { url: stranger.url, token: left?.token ?? '', pid: 1 });
  const next = await startServer(at);
  expect(next.url).not.toBe(stranger.url);
  expect((await personAt(at).ended(run)).status).toBe('Completed');
  expect([...linesIn(at, 'notes')].sort()).toEqual(['noted after', 'noted before']);
  expect((await personAt(other).say('runs', 'runs')).runs).toEqual([]);
});

test('the route of terminals takes the token of the home from programs of this machine, and nothing else', async () => {
  const at = installationWith(note);
  const server = await startServer(at);
  const port = Number(new URL(server.url).port);
  const token = readDeskAddress(at.home)?.token ?? '';
  expect([at.home, join(at.home, 'server.json')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);

  const line = { kind: 'say', key: 'a key of the test', text: 'run note' };
  const known = ['Authorization', `Bearer ${token}`] as const;
  const body = JSON.stringify(line);
  const ask = (request: RawRequest) => send(port, { method: 'POST', target: '/terminal', body, ...request });
  const refused: readonly [why: string, status: number, request: RawRequest][] = [
    ['no token', 401, {}],
    ['another token', 401, { headers: [['Authorization', `Bearer ${'x'.repeat(token.length)}`]] }],
    ['the begin of the token', 401, { headers: [['Authorization', `Bearer ${token.slice(0, -1)}`]] }],
    ['more than the token', 401, { headers: [['Authorization', `Bearer ${token}x`]] }],
    ['another scheme', 401, { headers: [['Authorization', `Basic ${token}`]] }],
    ['the token in the address', 401, { target: `/terminal?token=${token}` }],
    ['the token twice', 400, { headers: [known, known] }],
    ['a page of another site', 403, { headers: [known, ['Origin', 'https://evil.example']] }],
    ['a page without an origin', 403, { headers: [known, ['Origin', 'null']] }],
    ['a page of another port', 403, { headers: [known, ['Origin', `http://127.0.0.1:${port + 1}`]] }],
    ['a request that a browser calls foreign', 403, { headers: [known, ['Sec-Fetch-Site', 'cross-site']] }],
    ['a name that was pointed at this machine', 421, { headers: [known], host: `evil.example:${port}` }],
    ['no host', 400, { headers: [known], host: false }],
    ['another method', 405, { headers: [known], method: 'GET', body: '' }],
    [
      'a body over the limit',
      413,
      { headers: [known], body: JSON.stringify({ ...line, more: 'x'.repeat(1_000_000) }) },
    ],
    ['a body that says it is', 413, { headers: [known, ['Content-Length', '1000001']], body: '' }],
    ['a packed body', 415, { headers: [known, ['Content-Encoding', 'gzip']] }],
    ['no JSON', 400, { headers: [known], body: body.slice(1) }],
    ['a line without a key', 400, { headers: [known], body: JSON.stringify({ kind: 'say', text: 'run note' }) }],
    ['a request that there is not', 400, { headers: [known], body: JSON.stringify({ kind: 'stop' }) }],
  ];
  for (const [why, status, request] of refused) {
    const answer = await ask(request);
    expect([why, answer.status]).toEqual([why, status]);
    expect(answer.body.toString()).not.toContain(token);
  }
  expect((await personAt(at).say('runs', 'runs')).runs).toEqual([]);

  const taken = await ask({ headers: [known] });
  expect(taken.status).toBe(200);
  expect(taken.headers.get('content-type')).toBe('application/x-ndjson');
  expect((await ask({ headers: [known] })).status).toBe(200);
  expect((await personAt(at).say('runs', 'runs')).runs).toHaveLength(1);
  expect(readFileSync(join(at.home, 'server.json'), 'utf8')).toContain(token);
});
