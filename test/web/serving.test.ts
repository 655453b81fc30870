import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { WebAnswer } from '../../src/web/route.ts';
import { generated } from '../support/generated.ts';
import { aRoute, aWebServer } from './a-web-server.ts';
import { exchange, parseAnswer, printRequest, readToEnd, send } from './raw-client.ts';

function chunks(...texts: string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(texts.map((text) => Buffer.from(text)));
}

describe('what a handler throws', () => {
  it('in words for people is shown, with a status that fits', async () => {
    const refuse = async () => {
      throw new UserError({ code: 'unknown-run', message: 'There is no run 7Q3K.', fix: 'Type runs.' });
    };
    const server = await aWebServer([aRoute({ handle: refuse })]);
    const answer = await send(server.port, { target: '/thing' });
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body.toString()).error).toEqual({
      code: 'unknown-run',
      message: 'There is no run 7Q3K.',
      fix: 'Type runs.',
    });
    expect(server.logged).toEqual([]);
    await server.close();
  });

  it('is otherwise a bug: the reader gets a reference, the log gets the rest, without the query', async () => {
    const bug = new Error('secret detail');
    const breakDown = async () => {
      throw bug;
    };
    const server = await aWebServer([aRoute({ handle: breakDown })]);
    const answer = await send(server.port, { target: '/thing?ticket=secret' });
    expect(answer.status).toBe(500);
    expect(answer.body.toString()).toContain('REF1');
    expect(answer.body.toString()).not.toContain('secret');
    expect(server.logged).toEqual([
      { fields: { err: bug, reference: 'REF1', method: 'GET', path: '/thing' }, message: 'a web request failed' },
    ]);
    await server.close();
  });

  it('a header that cannot be sent is a bug too', async () => {
    const split = async () => ({ status: 200, headers: { 'x-one': 'a\r\nSet-Cookie: b' } });
    const server = await aWebServer([aRoute({ handle: split })]);
    expect((await send(server.port, { target: '/thing' })).status).toBe(500);
    expect(server.logged).toHaveLength(1);
    await server.close();
  });
});

describe('an answer that is a stream', () => {
  const streaming = (answer: () => WebAnswer) => aWebServer([aRoute({ handle: async () => answer() })]);

  it('comes whole', async () => {
    const server = await streaming(() => ({
      status: 200,
      headers: { 'Content-Length': '6' },
      body: chunks('one', 'two'),
    }));
    const answer = await send(server.port, { target: '/thing' });
    expect(answer.body.toString()).toBe('onetwo');
    expect(answer.headers.get('content-length')).toBe('6');
    await server.close();
  });

  it('never says more or less than its length without breaking the connection', async () => {
    const long = async () => ({ status: 200, headers: { 'content-length': '4' }, body: chunks('one', 'two') });
    const server = await aWebServer([aRoute({ handle: long }), aRoute({ path: '/next' })]);
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
    const bytes = await exchange(server.port, Buffer.from(get('/thing') + get('/next')));
    expect(bytes.toString().match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(parseAnswer(bytes).body.length).toBeLessThanOrEqual(4);
    expect(server.logged).toHaveLength(1);
    await server.close();

    const short = await streaming(() => ({ status: 200, headers: { 'content-length': '9' }, body: chunks('one') }));
    expect((await send(short.port, { target: '/thing' })).body.toString()).toBe('one');
    expect(short.logged).toHaveLength(1);
    await short.close();
  });

  it('is canceled, and the handler told, when the client leaves', async () => {
    const canceled = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const server = await aWebServer([
      aRoute({
        handle: async ({ signal }) => {
          signal.addEventListener('abort', () => told.resolve());
          const start = (controller: ReadableStreamDefaultController<Uint8Array>) =>
            controller.enqueue(Buffer.from('{"kind":"run"}\n'));
          return { status: 200, body: new ReadableStream({ start, cancel: () => canceled.resolve() }) };
        },
      }),
    ]);
    const socket = connect(server.port, '127.0.0.1');
    socket.write(printRequest(server.port, { target: '/thing' }));
    socket.once('data', () => socket.destroy());
    await Promise.all([canceled.promise, told.promise]);
    expect(server.logged).toEqual([]);
    await server.close();
  });

  it('that comes after the client has left is canceled too', async () => {
    const canceled = Promise.withResolvers<void>();
    const server = await aWebServer([
      aRoute({
        handle: async ({ signal }) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          return { status: 200, body: new ReadableStream({ cancel: () => canceled.resolve() }) };
        },
      }),
    ]);
    const socket = connect(server.port, '127.0.0.1');
    socket.write(printRequest(server.port, { target: '/thing' }), () => setImmediate(() => socket.destroy()));
    await canceled.promise;
    await server.close();
  });
});

describe('closing', () => {
  it('finishes what runs, lets nobody new in and drops who only waits', async () => {
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const slow = async () => {
      started.resolve();
      await release.promise;
      return { status: 200, body: 'finished' };
    };
    const server = await aWebServer([aRoute({ handle: slow }), aRoute({ path: '/quick' })]);
    const waiting = connect(server.port, '127.0.0.1');
    waiting.write(`GET /quick HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    const dropped = readToEnd(waiting);
    const running = send(server.port, { target: '/thing' });
    await started.promise;

    const closed = server.close();
    expect(parseAnswer(await dropped).status).toBe(200);
    expect((await send(server.port, { target: '/quick' })).status).toBe(0);
    release.resolve();
    expect((await running).body.toString()).toBe('finished');
    await closed;
  });

  it('does not wait for the next request of whom it was answering', async () => {
    const told = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
    const body = new ReadableStream<Uint8Array>({ start: (controller) => told.resolve(controller) });
    const server = await aWebServer([aRoute({ handle: async () => ({ status: 200, body }) })], { drainMs: 20_000 });
    const socket = connect(server.port, '127.0.0.1');
    const answer = readToEnd(socket);
    socket.write(`GET /thing HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    const controller = await told.promise;
    controller.enqueue(Buffer.from('first'));
    await new Promise((resolve) => socket.once('data', resolve));

    const began = performance.now();
    const closed = server.close();
    controller.close();
    await closed;
    expect(performance.now() - began).toBeLessThan(5_000);
    expect((await answer).toString()).toContain('first');
  });

  it('does not wait for ever: what still runs is told and cut', async () => {
    const started = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const endless = async ({ signal }: { signal: AbortSignal }): Promise<WebAnswer> => {
      started.resolve();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      told.resolve();
      throw signal.reason;
    };
    const server = await aWebServer([aRoute({ handle: endless })], { drainMs: 50 });
    const running = send(server.port, { target: '/thing' });
    await started.promise;
    await server.close();
    await told.promise;
    expect((await running).status).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.logged).toEqual([]);
  });

  it('a port that is taken is said in words', async () => {
    const server = await aWebServer([]);
    const { createWebServer } = await import('../../src/web/server.ts');
    const second = createWebServer({ routes: [], allowedHosts: [], log: { error: () => {} }, newReference: () => '' });
    await expect(second.listen('127.0.0.1', server.port)).rejects.toThrow(/cannot listen on 127\.0\.0\.1.*EADDRINUSE/);
    await second.close();
    await server.close();
  });
});

describe('noise', () => {
  it('after a request never gets an answer that could be taken for that request', async () => {
    const never = () => new Promise<WebAnswer>(() => {});
    const server = await aWebServer([aRoute({ handle: never })]);
    const request = `GET /thing HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
    for (const after of ['nonsense\r\n\r\n', 'CONNECT evil.example:443 HTTP/1.1\r\n\r\n']) {
      expect((await exchange(server.port, Buffer.from(request + after))).toString()).toBe('');
    }
    await server.close();
  });

  it('any bytes at all end in an answer or a closed connection, and the server lives', {
    timeout: 300_000,
  }, async () => {
    const server = await aWebServer([aRoute({ method: 'POST', bodyLimit: 100 })], { headersMs: 500, bodyMs: 100 });
    const words = ['POST /thing HTTP/1.1\r\n', `Host: 127.0.0.1:${server.port}\r\n`, 'Transfer-Encoding: chunked\r\n'];
    const more = [
      'Content-Length: 9\r\n',
      '\r\n',
      '5\r\n',
      '0\r\n\r\n',
      'GET /%2e HTTP/1.1\r\n',
      'Expect: 100-continue\r\n',
    ];
    const piece = fc.oneof(
      fc.constantFrom(...words, ...more).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    );
    const noise = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        const socket = connect(server.port, '127.0.0.1');
        const end = readToEnd(socket);
        socket.end(bytes);
        const answer = await end;
        expect(answer.length === 0 || /^HTTP\/1\.1 \d{3} /.test(answer.toString('latin1'))).toBe(true);
      }),
      generated(50_000),
    );
    expect((await send(server.port, { method: 'POST', target: '/thing', body: 'ok' })).status).toBe(200);
    expect(server.logged).toEqual([]);
    await server.close();
  });
});
