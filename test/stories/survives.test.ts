import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DeskGone } from '../../src/chat/terminal/desk.ts';
import { readDeskAddress } from '../../src/chat/terminal/desk-address.ts';
import { remoteDesk } from '../../src/chat/terminal/remote-desk.ts';
import { longTest } from '../faults/seeded.ts';
import { amount, proving } from '../support/generated.ts';
import { type Installation, say, startServer } from '../support/pipehand.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

/**
 * A run in which every step notes its begin and its end in one ledger outside Pipehand: the oracle for "no step runs
 * twice". `wide` has steps side by side, a chain, a step that fails, and steps that therefore never start.
 */
function installation(): Installation & { ledger: string } {
  const home = temporaryFolder();
  const ledger = join(home, 'ledger');
  const noting = (name: string, needs: readonly string[], end = '') =>
    `
  ${name}:
    command: echo begin ${name} $AZUREML_RUN_ID >> ${ledger}; sleep 0.0$((RANDOM % 9)); echo end ${name} $AZUREML_RUN_ID >> ${ledger}; ${end || 'true'} # ${needs.map((need) => `\${{inputs.${need}}}`).join(' ')}
    inputs: { ${needs.map((need) => `${need}: "\${{parent.jobs.${need}.outputs.done}}"`).join(', ')} }
    outputs: { done: { type: uri_folder } }`;
  const wide = `type: pipeline\njobs:${[
    noting('begin', []),
    ...['a', 'b', 'c', 'd'].map((name) => noting(name, ['begin'])),
    noting('a2', ['a']),
    noting('a3', ['a2']),
    noting('joined', ['b', 'c', 'd']),
    noting('falls', ['joined'], 'exit 4'),
    noting('never', ['falls']),
    noting('last', ['a3', 'joined']),
  ].join('')}\n`;
  const long = `type: pipeline\njobs:${[
    `
  sleeper:
    command: echo begin sleeper >> ${ledger}; sleep ${longStep}; until [ -e ${ledger}.go ]; do sleep 0.05; done; echo end sleeper >> ${ledger}
    outputs: { done: { type: uri_folder } }`,
    noting('after', ['sleeper']),
  ].join('')}\n`;
  const pipelines = writeFiles(join(home, 'pipelines'), { 'wide.yml': wide, 'long.yml': long });
  return { home, pipelines, ledger };
}

/** Seconds: the whole thirty when proving. */
const longStep = proving ? 30 : 2;

/** The long step waits for this before it ends. */
function letGo({ ledger }: { ledger: string }): void {
  writeFileSync(`${ledger}.go`, '');
}

const truth = {
  begin: 'Completed',
  a: 'Completed',
  b: 'Completed',
  c: 'Completed',
  d: 'Completed',
  a2: 'Completed',
  a3: 'Completed',
  joined: 'Completed',
  falls: 'Failed',
  never: 'Canceled',
  last: 'Completed',
};

/** Asks the server itself, as a terminal does; undefined when it was gone before it answered. */
async function acknowledgedRun(home: string, text = 'run wide'): Promise<string | undefined> {
  const address = readDeskAddress(home);
  if (!address) return undefined;
  try {
    for await (const event of remoteDesk(address).ask({ kind: 'say', key: randomUUID(), text })) {
      if (event.kind === 'answer' && event.reply.kind === 'run') return event.reply.run.id;
    }
  } catch (error) {
    if (!(error instanceof DeskGone)) throw error;
  }
  return undefined;
}

test(
  'kill -9 at any moment: every acknowledged run reaches its true end and no step runs twice',
  longTest,
  async () => {
    const at = installation();
    const acknowledged: string[] = [];
    // On a machine that is busy enough the first kills come before anything was acknowledged.
    for (let kills = Math.max(4, amount(200)); kills > 0 || acknowledged.length === 0; kills -= 1) {
      const server = await startServer(at);
      const run = acknowledgedRun(at.home);
      await delay(Math.random() * 900);
      await server.crash();
      acknowledged.push(...[await run].filter((id) => id !== undefined));
    }
    expect(acknowledged).not.toEqual([]);

    const server = await startServer(at);
    for (const id of acknowledged) {
      const { code, reply } = await say(at, `status ${id}`, '--wait');
      expect(code).toBe(1);
      const steps = reply.run.steps.map(({ name, status }: { name: string; status: string }) => [name, status]);
      expect(Object.fromEntries(steps)).toEqual(truth);
    }
    const { reply } = await say(at, 'status');
    expect(reply.runs).toEqual([]);
    await server.stop();
    const lines = readFileSync(at.ledger, 'utf8').trim().split('\n');
    expect(new Set(lines).size).toBe(lines.length);
    const ends = lines.filter((line) => line.startsWith('end'));
    expect(ends).toHaveLength(lines.length / 2);
    const started = Object.values(truth).filter((status) => status !== 'Canceled').length;
    expect(ends.length).toBeGreaterThanOrEqual(acknowledged.length * started);
  },
);

test('a step that takes the service down the moment it starts runs once', async () => {
  const home = temporaryFolder();
  const ledger = join(home, 'ledger');
  const deadly = `echo begin >> ${ledger}; kill -9 $(grep -o '"pid":[0-9]*' ${home}/server.json | cut -d: -f2); sleep 2; echo end >> ${ledger}`;
  const pipelines = writeFiles(join(home, 'pipelines'), { 'deadly.yml': `command: ${JSON.stringify(deadly)}\n` });
  const at = { home, pipelines };
  await startServer(at);
  const run = await acknowledgedRun(home, 'run deadly');
  const second = await startServer(at);
  const { code, reply } = await say(at, `status ${run}`, '--wait');
  expect([code, reply.run.status]).toEqual([0, 'Completed']);
  expect(readFileSync(ledger, 'utf8')).toBe('begin\nend\n');
  await second.stop();
});

test('kill -9 in the middle of a long step: it is found again, followed to its end, and the run goes on', async () => {
  const at = installation();
  const first = await startServer(at);
  const { reply } = await say(at, 'run long');
  await delay(longStep * 300);
  await first.crash();

  const second = await startServer(at);
  await delay(longStep * 300);
  expect((await say(at, `status ${reply.run.shortId}`)).reply.run.steps[0].status).toBe('Running');
  letGo(at);
  const { code, reply: final } = await say(at, `status ${reply.run.shortId}`, '--wait');
  expect(code).toBe(0);
  expect(final.run.status).toBe('Completed');
  const [sleeper] = final.run.steps;
  expect(sleeper.endedAt - sleeper.startedAt).toBeGreaterThan(longStep * 900);
  const lines = readFileSync(at.ledger, 'utf8').trim().split('\n');
  expect(lines.map((line) => line.replace(/ run-.*/, ''))).toEqual([
    'begin sleeper',
    'end sleeper',
    'begin after',
    'end after',
  ]);
  await second.stop();
}, 120_000);

test('a step that ended while nothing watched is credited with the time it ended', async () => {
  const at = installation();
  const first = await startServer(at);
  letGo(at);
  const { reply } = await say(at, 'run long');
  await delay(300);
  await first.crash();
  await delay(longStep * 1_000 + 500);
  const second = await startServer(at);
  const { reply: final } = await say(at, `status ${reply.run.shortId}`, '--wait');
  expect(final.run.status).toBe('Completed');
  const [sleeper, after] = final.run.steps;
  expect(after.startedAt - sleeper.endedAt).toBeGreaterThan(300);
  await second.stop();
}, 120_000);

test('a step whose process was killed while nothing watched is failed in words, and its run with it', async () => {
  const at = installation();
  const first = await startServer(at);
  const { reply } = await say(at, 'run long');
  await delay(300);
  await first.crash();
  const claim = readFileSync(join(at.home, 'runs', reply.run.shortId, '1-sleeper', 'claim'), 'utf8');
  process.kill(-Number(claim.split(' ')[0]), 'SIGKILL');
  const second = await startServer(at);
  const { code, reply: final } = await say(at, `status ${reply.run.shortId}`, '--wait');
  expect(code).toBe(1);
  expect(final.run.steps).toMatchObject([
    {
      name: 'sleeper',
      status: 'Failed',
      failure: { cause: expect.stringContaining('vanished without an exit status') },
    },
    { name: 'after', status: 'Canceled', reason: 'needs sleeper, which failed' },
  ]);
  await second.stop();
}, 120_000);
