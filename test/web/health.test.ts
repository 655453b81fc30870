import { expect, it } from 'vitest';
import { healthRoutes, type Readiness } from '../../src/web/health.ts';
import { aWebServer } from './a-web-server.ts';
import { send } from './raw-client.ts';

it('is live as long as it answers, and ready as long as every check holds, with the reasons', async () => {
  let checks: Readiness[] = [{ name: 'store', ok: true, words: 'writes' }];
  const server = await aWebServer(healthRoutes(async () => checks));
  const ask = async (target: string, method = 'GET') => {
    const answer = await send(server.port, { target, method });
    return { status: answer.status, text: answer.body.toString() };
  };

  expect(await ask('/livez')).toEqual({ status: 200, text: '{"live":true}' });
  expect(JSON.parse((await ask('/readyz')).text)).toEqual({ ready: true, checks });
  checks = [...checks, { name: 'disk', ok: false, words: '3 % free, 5 % are needed' }];
  const red = await ask('/readyz');
  expect(red.status).toBe(503);
  expect(JSON.parse(red.text)).toEqual({ ready: false, checks });
  expect((await ask('/livez')).status).toBe(200);
  expect(await ask('/readyz', 'HEAD')).toEqual({ status: 503, text: '' });
  expect((await ask('/readyz', 'DELETE')).status).toBe(405);
  await server.close();
});
