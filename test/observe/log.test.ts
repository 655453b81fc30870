import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { generated } from '../support/generated.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { anySecret, anyText } from './secret-forms.ts';

const canary = 'CANARY-"4711"\\p@ss/w0rd+with=every\tsign';

/** A log that knows `secrets`, and the lines that it wrote. */
function aLog(...secrets: readonly string[]) {
  const lines: string[] = [];
  return { log: createLog({ level: 'debug', to: { write: (line) => lines.push(line) }, secrets }), lines };
}

/** Everything that was logged, as a reader of JSON sees it, so that no escape hides anything. */
function textsIn(lines: readonly string[]): string {
  const texts: string[] = [];
  for (const line of lines) {
    JSON.parse(line, (name, value) => {
      texts.push(name, String(value));
      return value;
    });
  }
  return texts.join('\n');
}

/** What an HTTP client throws: the request hangs on the error. */
function clientError(secret: string): Error {
  const config = { url: `https://x/?key=${secret}`, headers: { authorization: secret, 'x-custom': [secret] } };
  return Object.assign(new Error('Request failed'), { config, response: { data: JSON.stringify({ echo: secret }) } });
}

const places: Readonly<Record<string, (log: ReturnType<typeof createLog>, secret: string) => void>> = {
  'the message': (log, secret) => log.info(`it is ${secret}.`),
  'what is put into the message': (log, secret) => log.info('it is %s and %j', secret, { secret }),
  'the message, put together from two parts': (log, secret) => log.info('%s%s', secret.slice(0, 9), secret.slice(9)),
  'a field': (log, secret) => log.warn({ value: secret }, 'm'),
  "a field's name": (log, secret) => log.warn({ [secret]: 1, inner: { [secret]: 1 } }, 'm'),
  'a deep field': (log, secret) => log.debug({ a: { b: [{ c: [secret] }] } }, 'm'),
  'an error': (log, secret) => log.error(new Error(`cannot use ${secret}`)),
  'the cause of an error': (log, secret) =>
    log.error({ err: new Error('outer', { cause: new Error('middle', { cause: new Error(secret) }) }) }, 'm'),
  'one of several errors': (log, secret) => log.error({ err: new AggregateError([new Error(secret)], 'all') }, 'm'),
  'the request that hangs on an error': (log, secret) => log.error({ err: clientError(secret) }, 'm'),
  'an error in a field of another name': (log, secret) => log.error({ failure: { inner: clientError(secret) } }, 'm'),
  'what a child log adds': (log, secret) => log.child({ who: secret }).info('m'),
  'JSON in a field': (log, secret) => log.info({ body: JSON.stringify({ a: JSON.stringify([secret]) }) }, 'm'),
  'an address': (log, secret) => log.info({ url: `https://x/${encodeURIComponent(secret)}?a=b` }, 'm'),
  'base64 of more than it': (log, secret) => log.info({ a: Buffer.from(`user:${secret}:b`).toString('base64') }, 'm'),
  'what an object says of itself': (log, secret) => log.info({ thing: { toJSON: () => ({ said: secret }) } }, 'm'),
};

/** Pieces of the canary, as it is and in base64, that stand in what was logged. */
function leaks(lines: readonly string[]): string[] {
  const seen = textsIn(lines);
  return ['CANARY', '4711', 'w0rd', 'every', 'Q0FOQVJZ', 'dzByZC'].filter((piece) => seen.includes(piece));
}

test.each(Object.entries(places))('a secret never shows in %s', (_, write) => {
  const [knowing, unknowing] = [aLog(canary), aLog()];
  write(knowing.log, canary);
  write(unknowing.log, canary);
  expect(leaks(unknowing.lines)).not.toEqual([]);
  expect(knowing.lines).toHaveLength(1);
  expect(leaks(knowing.lines)).toEqual([]);
});

test('a field with a telling name shows nothing, nor do bytes, and an unknown token is known by its form', () => {
  const { log, lines } = aLog();
  const headers = { Cookie: ['a=b'], 'x-api-key': 'k', accept: 'text/html' };
  log.info({ headers, clientSecret: { a: 1 }, body: Buffer.from('b'), said: 'Bearer abcdefgh.ijkl' }, 'm');
  expect(JSON.parse(lines.join(''))).toMatchObject({
    headers: { Cookie: '[redacted]', 'x-api-key': '[redacted]', accept: 'text/html' },
    clientSecret: '[redacted]',
    body: '[bytes]',
    said: 'Bearer [redacted]',
  });
});

test('a secret that is a number shows as one no more, and other numbers stay numbers', () => {
  const { log, lines } = aLog('1234567890');
  log.info({ pin: 1234567890, run: 7, share: 0.25, yes: true, nothing: null }, 'm');
  expect(JSON.parse(lines.join(''))).toMatchObject({
    pin: '[redacted]',
    run: 7,
    share: 0.25,
    yes: true,
    nothing: null,
  });
});

test('any secret stays hidden in any field, beside any text, and in half', () => {
  fc.assert(
    fc.property(anySecret, anyText, fc.nat(), (secret, text, cut) => {
      const { log, lines } = aLog(secret);
      const at = cut % secret.length;
      const half = at < secret.length / 2 ? secret.slice(at) : secret.slice(0, at);
      log.info({ [text]: `${text}${secret}${text}`, deep: [{ text, secret }] }, `${text}${secret}`);
      if (half.length >= 12) log.error(new Error(`${text} ${half} ${text}`));
      const seen = textsIn(lines).replaceAll(text, '');
      expect(seen).not.toContain(secret);
      if (half.length >= 12) expect(seen).not.toContain(half);
    }),
    generated(50_000),
  );
});

test('anything can be logged, as one line of JSON without a control character', () => {
  const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
  const anything = fc.anything({ key: anyText, withBigInt: true, withDate: true, withMap: true, withTypedArray: true });
  fc.assert(
    fc.property(fc.oneof(anyText, anything), anyText, anyText, (thing, text, other) => {
      const { log, lines } = aLog();
      log.info({ thing }, text, other);
      log.debug(typeof thing === 'object' && thing !== null ? thing : {}, text);
      log.error({ err: thing, [text]: other }, text);
      log.warn(text);
      for (const line of lines) {
        JSON.parse(line);
        expect(line.slice(0, -1)).not.toMatch(controls);
      }
      expect(lines).toHaveLength(4);
    }),
    generated(100_000),
  );
});

test('what throws when it is looked at costs its fields and nothing more', () => {
  const { log, lines } = aLog(canary);
  const trap = {
    get field() {
      throw new Error(canary);
    },
  };
  log.error(trap, 'the message stays');
  log.error({ err: Object.defineProperty(new Error('x'), 'message', { get: () => trap.field }) }, 'and here');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['the message stays', 'and here']);
  expect(leaks(lines)).toEqual([]);
});

test('a file gets the same lines, and only its owner may read it', async () => {
  const file = join(temporaryFolder(), 'pipehand.log');
  createLog({ level: 'info', to: file, secrets: [canary] }).info({ note: canary }, 'kept');
  await expect.poll(() => readFileSync(file, 'utf8')).toMatch(/"note":"\[redacted\]","msg":"kept"\}\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a reader that stands still gets what came first in the end, and costs a bounded amount of memory', async () => {
  const log = new URL('../../src/log.ts', import.meta.url);
  const flood = `
    import { createLog } from ${JSON.stringify(log.href)};
    const log = createLog({ level: 'info', to: process.stdout, secrets: [] });
    for (let line = 1; line <= 5_000; line += 1) log.info('line ' + line + 'x'.repeat(1_000));
    process.stderr.write('done');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', flood]);
  await once(child.stderr, 'data');
  const kept = await text(child.stdout);
  expect(kept).toMatch(/^\{.*"msg":"line 1x/);
  expect(kept).toMatch(/\}\n$/);
  expect(kept.length).toBeGreaterThan(1_000_000);
  expect(kept.length).toBeLessThan(1_500_000);
});

test('what was logged the moment before kill -9 is in the file', () => {
  const file = join(temporaryFolder(), 'pipehand.log');
  const log = new URL('../../src/log.ts', import.meta.url);
  const lastWords = `
    import { createLog } from ${JSON.stringify(log.href)};
    const log = createLog({ level: 'info', to: ${JSON.stringify(file)}, secrets: [] });
    for (let line = 1; line <= 100; line += 1) log.error(new Error('line ' + line));
    process.kill(process.pid, 'SIGKILL');`;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', lastWords]);
  expect(signal).toBe('SIGKILL');
  expect(readFileSync(file, 'utf8').match(/"msg":"line \d+"/g)).toHaveLength(100);
});
