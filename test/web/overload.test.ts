import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { healthRoutes } from '../../src/web/health.ts';
import type { WebAnswer } from '../../src/web/route.ts';
import { aRoute, aWebServer } from './a-web-server.ts';
import { exchange, parseAnswer, printRequest, readToEnd, send } from './raw-client.ts';

/** Requests that are carried out at a time in these tests. */
const most = 3;

/** A server whose `POST /events` answers nothing until it is told to, beside a route for others and the health routes. */
async function aBusyServer() {
  const released = Promise.withResolvers<void>();
  let begun = 0;
  const handle = async (): Promise<WebAnswer> => {
    begun += 1;
    await released.promise;
    return { status: 200 };
  };
  const health = healthRoutes(
    async () => [],
    () => 0,
  );
  const events = aRoute({ method: 'POST', path: '/events', bodyLimit: 100, handle });
  const server = await aWebServer([events, aRoute(), ...health], { atOneRoute: most });
  const post = () => send(server.port, { method: 'POST', target: '/events', body: 'x' });
  const begin = (count: number) => expect.poll(() => begun).toBe(count);
  return { server, post, begin, release: released.resolve, begun: () => begun };
}

it('takes so many requests at a time, and says at once that it is busy to all others there', async () => {
  const { server, post, begin, release, begun } = await aBusyServer();
  const taken = Array.from({ length: most }, post);
  await begin(most);
  for (const refused of await Promise.all([post(), post()])) {
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(refused.body.toString()).toContain('busy');
  }
  // It is said before the body is there.
  const headers = ['Content-Length', 'Expect'].map((name, at) => [name, ['9', '100-continue'][at] ?? ''] as const);
  const bytes = await exchange(server.port, printRequest(server.port, { method: 'POST', target: '/events', headers }));
  expect(parseAnswer(bytes).status).toBe(503);
  for (const target of ['/thing', '/livez', '/readyz']) expect((await send(server.port, { target })).status).toBe(200);
  expect(begun()).toBe(most);
  expect(server.logged).toEqual([
    { fields: expect.objectContaining({ path: '/events' }), message: expect.any(String) },
  ]);

  release();
  expect((await Promise.all(taken)).map(({ status }) => status)).toEqual(taken.map(() => 200));
  expect((await post()).status).toBe(200);
  await server.close();
});

it('gives a place to nobody who is still sending, and no more places than there are when all have sent', async () => {
  const { server, post, begin, release, begun } = await aBusyServer();
  const request = printRequest(server.port, { method: 'POST', target: '/events', body: 'slow' });
  const sockets = Array.from({ length: 2 * most }, () => connect(server.port, '127.0.0.1'));
  const answers = sockets.map(readToEnd);
  for (const socket of sockets) socket.write(request.subarray(0, -1));
  const quick = post();
  await begin(1);
  for (const socket of sockets) socket.write(request.subarray(-1));
  const refused = sockets.length + 1 - most;
  let answered = 0;
  for (const answer of answers) void answer.then(() => ++answered);
  await expect.poll(() => answered).toBe(refused);
  expect(begun()).toBe(most);
  release();
  const statuses = (await Promise.all(answers)).map((bytes) => parseAnswer(bytes).status);
  expect(statuses.filter((status) => status === 503)).toHaveLength(refused);
  expect((await quick).status).toBe(200);
  await server.close();
});
