import { expect, it } from 'vitest';
import { healthRoutes, type Readiness } from '../../src/web/health.ts';
import { aWebServer } from './a-web-server.ts';
import { send } from './raw-client.ts';

it('is live while its event loop is in time, and ready while every check holds, with the reasons', async () => {
  let checks: Readiness[] = [{ name: 'store', ok: true, words: 'writes' }];
  let lag = 0;
  const server = await aWebServer(
    healthRoutes(
      async () => checks,
      () => lag,
    ),
  );
  const ask = async (target: string, method = 'GET') => {
    const answer = await send(server.port, { target, method });
    return { status: answer.status, text: answer.body.toString() };
  };

  expect(await ask('/livez')).toEqual({ status: 200, text: '{"live":true,"lagSeconds":0}' });
  expect(JSON.parse((await ask('/readyz')).text)).toEqual({ ready: true, checks });
  checks = [...checks, { name: 'disk', ok: false, words: '3 % free, 5 % are needed' }];
  const red = await ask('/readyz');
  expect(red.status).toBe(503);
  expect(JSON.parse(red.text)).toEqual({ ready: false, checks });
  expect((await ask('/livez')).status).toBe(200);
  expect(await ask('/readyz', 'HEAD')).toEqual({ status: 503, text: '' });
  expect((await ask('/readyz', 'DELETE')).status).toBe(405);

  lag = 4_999;
  expect((await ask('/livez')).status).toBe(200);
  lag = 5_000;
  expect(await ask('/livez')).toEqual({ status: 503, text: '{"live":false,"lagSeconds":5}' });
  expect(await ask('/healthz')).toEqual(await ask('/livez'));
  expect(await ask('/healthz', 'HEAD')).toEqual({ status: 503, text: '' });
  await server.close();
});
