import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRoute, aWebServer, type RunningServer } from './a-web-server.ts';
import { send } from './raw-client.ts';

const routes = [
  aRoute({ path: '/program' }),
  aRoute({ path: '/program', method: 'PUT', bodyLimit: 100 }),
  aRoute({ path: '/page', browser: true }),
  aRoute({ path: '/form', method: 'POST', browser: true, bodyLimit: 100 }),
];
const paths = ['/program', '/page', '/form', '/nothing'];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'];
const grid = paths.flatMap((path) => methods.map((method) => ({ path, method })));

let server: RunningServer;
beforeAll(async () => {
  server = await aWebServer(routes);
});
afterAll(() => server.close());

const own = () => `http://127.0.0.1:${server.port}`;
const link = [
  ['Sec-Fetch-Site', 'cross-site'],
  ['Sec-Fetch-Mode', 'navigate'],
  ['Sec-Fetch-Dest', 'document'],
] as const;

describe('which method of which path is answered', () => {
  it.each(grid)('$method $path', async ({ method, path }) => {
    const answer = await send(server.port, { method, target: path, headers: [['Origin', own()]] });
    const known = routes.filter((route) => route.path === path);
    if (known.length === 0) {
      expect(answer.status).toBe(404);
    } else if (known.some((route) => route.method === method)) {
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).toBe('handled');
    } else {
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe(known.map((route) => route.method).join(', '));
    }
  });

  it('CONNECT and asking to switch protocols lead nowhere', async () => {
    const connect = await send(server.port, { method: 'CONNECT', target: 'evil.example:443' });
    expect(connect.status).toBe(405);
    const upgrade = [
      ['Connection', 'upgrade'],
      ['Upgrade', 'websocket'],
    ] as const;
    expect((await send(server.port, { target: '/program', headers: upgrade })).status).toBe(200);
    expect((await send(server.port, { method: 'OPTIONS', target: '*' })).status).toBe(400);
  });

  it('only plain paths are addresses', async () => {
    for (const target of ['http://evil.example/program', '//evil.example/program', '/program#part', 'program']) {
      const answer = await send(server.port, { target });
      expect([400, 404]).toContain(answer.status);
    }
  });
});

describe('under which name the server answers', () => {
  const names = ['evil.example', '127.0.0.1.nip.io', 'localhost', 'localhost.', '127.0.0.1', '127.0.0.1:1', '0.0.0.0'];
  const tricks = [
    'pipehand.example.com:3978',
    'pipehand.example.com.evil.example',
    '[::ffff:127.0.0.1]',
    'a@localhost',
  ];

  it.each([...names, ...tricks])('Host: %s is somebody else', async (host) => {
    for (const { method, path } of grid) {
      expect((await send(server.port, { method, target: path, host })).status).toBe(421);
    }
  });

  it('answers under loopback names with its port and under its public name', async () => {
    const hosts = ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'].map((name) => `${name}:${server.port}`);
    for (const host of [...hosts, 'pipehand.example.com', 'PIPEHAND.example.com']) {
      expect((await send(server.port, { target: '/program', host })).status).toBe(200);
    }
  });

  it('needs to be told one name, once', async () => {
    expect((await send(server.port, { target: '/program', host: false })).status).toBe(400);
    expect((await send(server.port, { target: '/program', host: '' })).status).toBe(400);
    const twice = await send(server.port, { target: '/program', headers: [['Host', 'evil.example']] });
    expect(twice.status).toBe(400);
  });
});

describe('what pages of other sites can do', () => {
  const origins = [
    'https://evil.example',
    'null',
    '',
    'http://localhost',
    'http://localhost:1',
    'https://pipehand.example.com.evil.example',
  ];
  const oddOrigins = [
    'http://127.0.0.1:PORT/',
    'http://a@127.0.0.1:PORT',
    'ftp://pipehand.example.com',
    'pipehand.example.com',
  ];

  it.each([...origins, ...oddOrigins])('Origin "%s" can do nothing', async (origin) => {
    const headers = [['Origin', origin.replace('PORT', String(server.port))]] as const;
    for (const { method, path } of grid) {
      expect((await send(server.port, { method, target: path, headers })).status).toBe(403);
    }
  });

  it.each(['cross-site', 'same-site', 'odd'])('Sec-Fetch-Site: %s can do nothing', async (site) => {
    for (const { method, path } of grid) {
      const answer = await send(server.port, { method, target: path, headers: [['Sec-Fetch-Site', site]] });
      expect(answer.status).toBe(403);
    }
  });

  it('but may link to a page, not to what programs use, and not into a frame or an image', async () => {
    const status = async (target: string, headers: readonly (readonly [string, string])[], method = 'GET') =>
      (await send(server.port, { target, headers, method })).status;
    expect(await status('/page', link)).toBe(200);
    expect(await status('/nothing', link)).toBe(404);
    expect(await status('/program', link)).toBe(403);
    expect(await status('/form', link, 'POST')).toBe(403);
    for (const dest of ['iframe', 'image', 'script', 'embed']) {
      expect(await status('/page', [...link.slice(0, 2), ['Sec-Fetch-Dest', dest]])).toBe(403);
    }
  });

  it('forms must come from our own pages; programs need not say where they are from', async () => {
    const post = (headers: readonly (readonly [string, string])[]) =>
      send(server.port, { method: 'POST', target: '/form', headers, body: 'a=b' });
    expect((await post([])).status).toBe(403);
    expect((await post([['Sec-Fetch-Site', 'none']])).status).toBe(403);
    expect((await post([['Origin', own()]])).status).toBe(200);
    expect((await post([['Origin', 'https://pipehand.example.com']])).status).toBe(200);
    expect((await post([['Sec-Fetch-Site', 'same-origin']])).status).toBe(200);
    expect((await send(server.port, { method: 'PUT', target: '/program', body: 'bytes' })).status).toBe(200);
  });
});

describe('what every answer carries', () => {
  it('security headers, no CORS, and nothing about the software', async () => {
    const requests = [
      ...grid.map(({ method, path }) => ({ method, target: path })),
      { target: '/program', host: 'evil.example' },
      { target: '/program', host: false as const },
      { method: 'CONNECT', target: 'a:1' },
      { method: 'BREW', target: '/program' },
      { target: `/${'long'.repeat(5000)}` },
    ];
    for (const request of requests) {
      const { headers, status } = await send(server.port, request);
      expect(status).toBeGreaterThan(0);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect([...headers.keys()].filter((name) => /^(access-control|server|x-powered)/.test(name))).toEqual([]);
    }
  });

  it('words for people as a page, for programs as JSON', async () => {
    const page = await send(server.port, { target: '/nothing', headers: [['Accept', 'text/html,*/*']] });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body.toString()).toContain('<h1>There is nothing at this address.</h1>');
    const json = await send(server.port, { target: '/nothing', headers: [['Accept', '*/*']] });
    expect(JSON.parse(json.body.toString())).toEqual({ error: { message: 'There is nothing at this address.' } });
  });
});
