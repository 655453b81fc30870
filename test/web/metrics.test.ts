import { describe, expect, onTestFinished, test } from 'vitest';
import { metricsRoutes } from '../../src/web/metrics-route.ts';
import { Refusal } from '../../src/web/refusal.ts';
import { samplesOf, someMetrics } from '../observe/exposition.ts';
import { aWebServer } from './a-web-server.ts';
import { send } from './raw-client.ts';

/** What someone at `remoteAddress` gets who asks under the name `host`. */
async function statusFor(
  remoteAddress: string,
  readers: readonly string[] = [],
  host = 'localhost:3978',
  ...headers: readonly string[]
) {
  const [route] = metricsRoutes({ expose: async () => ({ contentType: 'text/plain', text: 'all' }), readers });
  const { signal } = new AbortController();
  const url = new URL(`http://${host}/metrics`);
  const named = new Map(headers.map((name) => [name, 'something']));
  const request = {
    method: 'GET',
    url,
    params: new Map(),
    headers: named,
    body: Buffer.of(),
    remoteAddress,
    signal,
  } as const;
  try {
    return (await route?.handle(request))?.status;
  } catch (error) {
    return error instanceof Refusal ? error.status : error;
  }
}

describe('without METRICS_HOST', () => {
  test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('%s, this machine, may read', async (address) => {
    expect(await statusFor(address)).toBe(200);
    expect(await statusFor(address, [], '[::1]:3978')).toBe(200);
  });

  test.each([
    '10.0.0.5',
    '0.0.0.0',
    '128.0.0.1',
    '2001:db8::1',
    'fe80::1%eth0',
    '::ffff:10.0.0.5',
    '',
    'x',
    '127.0.0.1.evil',
  ])('nobody at %j may', async (address) => {
    expect(await statusFor(address)).toBe(403);
  });

  test('what a proxy on this machine passes on may not, by its name or by its headers', async () => {
    expect(await statusFor('127.0.0.1', [], 'pipehand.example.com')).toBe(403);
    for (const header of ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'])
      expect(await statusFor('127.0.0.1', [], 'localhost:3978', header)).toBe(403);
  });
});

describe('METRICS_HOST', () => {
  test.each([
    [['10.0.0.5'], '10.0.0.5', 200],
    [['10.0.0.5'], '::ffff:10.0.0.5', 200],
    [['10.0.0.5'], '10.0.0.6', 403],
    [['10.1.0.0/16', '2001:db8::/32'], '10.1.255.255', 200],
    [['10.1.0.0/16', '2001:db8::/32'], '10.2.0.0', 403],
    [['10.1.0.0/16', '2001:db8::/32'], '2001:db8:ffff::1', 200],
    [['fe80::/10'], 'fe80::1%eth0', 200],
    [['fe80::2%eth0'], 'fe80::2%eth0', 200],
    [['10.0.0.5'], '127.0.0.1', 200],
    [['0.0.0.0'], '203.0.113.9', 200],
    [['::'], '203.0.113.9', 200],
  ])('%j lets %s read: %d', async (readers, address, status) => {
    expect(await statusFor(address, readers)).toBe(status);
  });

  test('lets in a reader under any name the server has, but nobody behind a proxy unless it is for everybody', async () => {
    expect(await statusFor('10.0.0.5', ['10.0.0.5'], 'pipehand.example.com')).toBe(200);
    expect(await statusFor('10.0.0.5', ['10.0.0.5'], 'localhost', 'x-forwarded-for')).toBe(403);
    expect(await statusFor('10.0.0.5', ['0.0.0.0'], 'localhost', 'x-forwarded-for')).toBe(200);
  });

  test.each(['prometheus', '10.0.0.0/', '10.0.0.0/33', '10.0.0', ''])('cannot be %j', (reader) => {
    expect(() => metricsRoutes({ expose: someMetrics().expose, readers: [reader] })).toThrow();
  });
});

test('the server shows all metrics to this machine in the form that Prometheus reads, and to no page of another site', async () => {
  const { expose, meters } = someMetrics();
  const server = await aWebServer(metricsRoutes({ expose, readers: [] }));
  onTestFinished(server.close);
  meters.commandEnded('run', 'done');
  const answer = await send(server.port, { target: '/metrics' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(samplesOf(answer.body.toString()).get('pipehand_commands_total{verb="run",result="done"}')).toBe(1);
  expect(await send(server.port, { target: '/metrics', method: 'HEAD' })).toMatchObject({ status: 200 });
  expect((await send(server.port, { target: '/metrics', headers: [['Origin', 'http://evil']] })).status).toBe(403);
  expect((await send(server.port, { target: '/metrics', headers: [['X-Forwarded-For', '1.1.1.1']] })).status).toBe(403);
  expect((await send(server.port, { target: '/metrics', host: 'pipehand.example.com' })).status).toBe(403);
  const refused = await send(server.port, { target: '/metrics', host: 'pipehand.example.com' });
  expect(refused.body.toString()).toContain('METRICS_HOST');
  expect(server.logged).toEqual([]);
});
