import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { amount } from '../support/generated.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { deliver, openRig, runRequest } from './rig.ts';

/** Not on every machine, nor let everywhere: the second story is skipped there. */
const tracing = 'strace';

test('G1: every commit is synced to disk before it returns, not only at the next checkpoint', async () => {
  const file = join(temporaryFolder(), 'pipehand.db');
  const store = await openSqliteStore({ file, migrations: [], clock: systemClock });
  onTestFinished(() => store.close());
  const full = 2;
  expect((await sql`pragma synchronous`.execute(store.db)).rows).toEqual([{ synchronous: full }]);
  expect((await sql`pragma journal_mode`.execute(store.db)).rows).toEqual([{ journal_mode: 'wal' }]);
});

test('G1: the system has synced the file before the first byte of an acknowledgement', async ({ skip }) => {
  skip(spawnSync(tracing, ['-V']).status !== 0, 'there is no strace');
  const rig = await openRig();
  const bot = await rig.start();
  if (!bot) throw new Error('the bot did not start');
  const trace = join(temporaryFolder(), 'trace');
  const calls = 'trace=read,write,writev,sendto,sendmsg,fsync,fdatasync';
  const tracer = spawn(tracing, ['-p', String(bot.pid), '-e', calls, '-s', '40', '-o', trace], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void tracer.kill());
  const traced = once(tracer, 'close');
  const [said] = await once(tracer.stderr, 'data');
  skip(!String(said).includes('attached'), 'strace may not trace another process');
  const requests = Math.max(10, amount(1_000));
  for (let at = 0; at < requests; at += 1) {
    expect(await deliver(bot, runRequest(`k${at}`, `C${at % 5}`, at))).toBe(true);
  }
  bot.kill('SIGKILL');
  await traced;
  const order = readFileSync(trace, 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('read(') && line.includes('"POST / ')) return ['asked'];
      if (/^f(data)?sync\(/.test(line)) return ['synced'];
      return /^(write|send)/.test(line) && line.includes('"HTTP/1.1 200') ? ['acknowledged'] : [];
    });
  expect(order.filter((step) => step === 'acknowledged')).toHaveLength(requests);
  expect(order.join(' ')).not.toContain('asked acknowledged');
});
