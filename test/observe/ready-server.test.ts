import { renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Readiness } from '../../src/web/health.ts';
import { soon } from '../support/installation.ts';
import { openRunning } from '../support/running-pipehand.ts';

/** The status of `/readyz`, and which of its checks have found what. */
async function readiness(port: number): Promise<{ status: number; good: string[]; bad: string[] }> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  const { checks } = (await answer.json()) as { checks: readonly Readiness[] };
  const names = (isGood: boolean) => checks.filter(({ ok }) => ok === isGood).map(({ name }) => name);
  return { status: answer.status, good: names(true), bad: names(false) };
}

test('a server whose disk is gone for a while is not ready meanwhile, and one that ends says so before it takes nothing', async () => {
  const { home, port, close } = await openRunning({}, { settings: { HOST: '0.0.0.0' } });
  const look = () => readiness(port);
  const all = ['store', 'schema', 'disk', 'intake', 'engine', 'watcher'];
  await expect.poll(look, soon).toEqual({ status: 200, good: all, bad: [] });
  renameSync(home, `${home}-gone`);
  await expect.poll(look, soon).toMatchObject({ status: 503, bad: ['disk'] });
  renameSync(`${home}-gone`, home);
  await expect.poll(look, soon).toMatchObject({ status: 200, bad: [] });

  const closing = close();
  await expect.poll(look, soon).toMatchObject({ status: 503, bad: ['intake'] });
  expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
  await closing;
  await expect(look()).rejects.toThrow();
});
