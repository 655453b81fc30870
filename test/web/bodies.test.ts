import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WebRequest } from '../../src/web/route.ts';
import { aRoute, aWebServer, type RunningServer } from './a-web-server.ts';
import { exchange, parseAnswer, printRequest, type RawRequest, readToEnd, send } from './raw-client.ts';

const limit = 1000;
let server: RunningServer;
let seen: WebRequest[] = [];

beforeAll(async () => {
  const handle = async (request: WebRequest) => {
    seen.push(request);
    return { status: 200, body: request.body };
  };
  const route = aRoute({ path: '/events', method: 'POST', bodyLimit: limit, handle });
  server = await aWebServer([route, aRoute()], { headersMs: 200, bodyMs: 200, lingerMs: 200 });
});
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
});

const post = (request: RawRequest) => send(server.port, { method: 'POST', target: '/events', ...request });
const chunked = (...chunks: string[]) =>
  `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`;
const inChunks = ['Transfer-Encoding', 'chunked'] as const;

describe('the body', () => {
  it('reaches the handler byte for byte, with the headers it was signed with', async () => {
    const body = Uint8Array.from({ length: 256 }, (_, at) => at);
    const answer = await post({ body, headers: [['X-Signature', 'v0=abc']] });
    expect(answer.body).toEqual(Buffer.from(body));
    expect(seen[0]?.headers.get('x-signature')).toBe('v0=abc');
    expect(seen[0]?.remoteAddress).toBe('127.0.0.1');
  });

  it('may come in chunks, and after asking whether it may come', async () => {
    expect((await post({ headers: [inChunks], body: chunked('one', 'two') })).body.toString()).toBe('onetwo');
    const bytes = await exchange(
      server.port,
      printRequest(server.port, {
        method: 'POST',
        target: '/events',
        headers: [['Expect', '100-continue']],
        body: 'x',
      }),
    );
    expect(bytes.toString()).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect((await post({ headers: [['Expect', 'coffee']], body: 'x' })).status).toBe(417);
  });

  it('is refused at once when it declares to be too long', async () => {
    for (const length of [limit + 1, 1e9, '99999999999999999999999']) {
      const answer = await post({ headers: [['Content-Length', String(length)]] });
      expect([400, 413]).toContain(answer.status);
    }
    const asked = await post({
      headers: [
        ['Content-Length', '1000000'],
        ['Expect', '100-continue'],
      ],
    });
    expect(asked.status).toBe(413);
    expect((await send(server.port, { target: '/thing', body: 'a GET has no body' })).status).toBe(413);
    expect(seen).toEqual([]);
  });

  it('is refused as soon as it is too long', async () => {
    const kilobytes = Array.from({ length: 300 }, () => 'x'.repeat(1000));
    const answer = await post({ headers: [inChunks], body: chunked(...kilobytes) });
    expect(answer.status).toBe(413);
    expect((await post({ body: 'x'.repeat(limit + 1) })).status).toBe(413);
    expect((await post({ body: 'x'.repeat(limit) })).status).toBe(200);
    expect(seen).toHaveLength(1);
  });

  it('that is refused is still taken off the wire, so that its sender gets to read why', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const resets: Error[] = [];
    socket.on('error', (error) => resets.push(error));
    socket.write(printRequest(server.port, { method: 'POST', target: '/events', body: 'x'.repeat(5e6) }));
    expect(parseAnswer(await readToEnd(socket)).status).toBe(413);
    expect(resets).toEqual([]);
  });

  it('has no coding but chunks', async () => {
    const headers = [['Transfer-Encoding', 'gzip, chunked']] as const;
    expect((await post({ headers, body: chunked('x') })).status).toBe(501);
    expect(seen).toEqual([]);
  });

  it('is never unpacked', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip', 'x-gzip']) {
      const answer = await post({ headers: [['Content-Encoding', encoding]], body: gzipSync('x'.repeat(1e6)) });
      expect(answer.status).toBe(415);
    }
    expect(seen).toEqual([]);
    expect((await post({ headers: [['Content-Encoding', 'Identity']], body: 'x' })).status).toBe(200);
  });
});

describe('headers that two readers could read differently', () => {
  const twice = ['Content-Type', 'Authorization', 'X-Slack-Signature', 'Origin', 'Sec-Fetch-Site', 'Content-Encoding'];

  it.each(twice)('%s twice', async (name) => {
    const headers = [name, name.toLowerCase()].map((spelling) => [spelling, 'identity'] as const);
    expect((await post({ headers, body: 'x' })).status).toBe(400);
    expect(seen).toEqual([]);
  });

  it('lists may come in parts', async () => {
    const headers = ['a=1', 'b=2'].flatMap((value) => [
      ['Cookie', value] as const,
      ['X-Forwarded-For', value] as const,
    ]);
    await post({ headers, body: 'x' });
    expect(seen[0]?.headers.get('cookie')).toBe('a=1; b=2');
    expect(seen[0]?.headers.get('x-forwarded-for')).toBe('a=1, b=2');
  });

  const smuggled = [
    ['two lengths', 'Content-Length: 1\r\nContent-Length: 2'],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
    ['chunks under another coding', 'Transfer-Encoding: gzip, chunked'],
    ['chunked twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked'],
    ['a length that is no number', 'Content-Length: +1'],
    ['a folded header', 'X-One: a\r\n b: c\r\nContent-Length: 1'],
    ['a space before the colon', 'Content-Length : 1'],
    ['a bare line feed', 'X-One: a\nContent-Length: 1'],
    ['a bare carriage return', 'X-One: a\rContent-Length: 1'],
    ['NUL in a value', 'X-One: a\0b\r\nContent-Length: 1'],
  ] as const;

  it.each(smuggled)('%s', async (_what, lines) => {
    const start = `POST /events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n`;
    const next = `0\r\n\r\nGET /thing HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
    const bytes = await exchange(server.port, Buffer.from(`${start}${lines}\r\n\r\n${next}`, 'latin1'));
    // Cut without words where the refusal could be taken for the answer to the other request.
    expect(bytes.toString()).toMatch(/^(HTTP\/1\.1 400 |$)/);
    expect(bytes.toString().match(/HTTP\/1\.1 /g) ?? []).toHaveLength(bytes.length === 0 ? 0 : 1);
    expect(seen).toEqual([]);
  });
});

describe('a client that takes its time', () => {
  const slow = [
    ['says nothing', ''],
    ['does not end its headers', 'GET /thing HTTP/1.1\r\nHost: x\r\nX-One: '],
    ['does not end its body', 'POST /events HTTP/1.1\r\nHost: HOST\r\nContent-Length: 100\r\n\r\nx'],
    ['does not end its chunks', 'POST /events HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n'],
  ] as const;

  it.each(slow)('and %s is cut off, however often it sends a byte', async (_what, begin) => {
    const socket = connect(server.port, '127.0.0.1');
    const began = performance.now();
    socket.write(begin.replace('HOST', `127.0.0.1:${server.port}`));
    const drip = setInterval(() => begin !== '' && socket.writable && socket.write('1'), 20);
    const answer = parseAnswer(await readToEnd(socket));
    clearInterval(drip);
    const took = performance.now() - began;
    expect(answer.status).toBe(408);
    expect(took).toBeGreaterThan(150);
    expect(took).toBeLessThan(5_000);
    expect(seen).toEqual([]);
  });

  it('does not hold up the others', async () => {
    const sockets = Array.from({ length: 200 }, () => connect(server.port, '127.0.0.1'));
    const ends = sockets.map((socket) => {
      socket.write('POST /events HTTP/1.1\r\nContent-Le');
      return readToEnd(socket);
    });
    const began = performance.now();
    expect((await send(server.port, { target: '/thing' })).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(3_000);
    await Promise.all(ends);
  });
});
