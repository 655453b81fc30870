import { expect, test } from 'vitest';
import { createKeyCache } from '../src/key-cache.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Keys of an issuer that can change them, and be silent. `time.elapsed` moves when a test moves it. */
function anIssuer() {
  const issuer = { keys: ['first'], isSilent: false, asked: 0 };
  const time = { elapsed: 1_000 };
  const complaints: unknown[] = [];
  const cache = createKeyCache({
    async load() {
      issuer.asked += 1;
      if (issuer.isSilent) throw new Error('no answer');
      return new Map(issuer.keys.map((id) => [id, `key ${id}`]));
    },
    notRenewed: (error) => complaints.push(error),
    elapsed: () => time.elapsed,
  });
  return { issuer, time, complaints, cache };
}

test('keys are asked for once, however many want them at once', async () => {
  const { issuer, cache } = anIssuer();
  const found = await Promise.all(Array.from({ length: 20 }, () => cache.get('first')));
  expect([new Set(found), issuer.asked]).toEqual([new Set(['key first']), 1]);
  await Promise.all(Array.from({ length: 20 }, (_, at) => cache.get(`invented-${at}`)));
  expect(issuer.asked).toBe(2);
});

test('whoever invents ids makes us ask eleven times, then once a minute, and then a new key is found', async () => {
  const { issuer, time, cache } = anIssuer();
  const invent = async () => {
    for (let count = 0; count < 100; count += 1) expect(await cache.get(`invented-${count}`)).toBeUndefined();
  };
  await invent();
  expect(issuer.asked).toBe(11);
  issuer.keys = ['second'];
  time.elapsed += minute - 1;
  expect(await cache.get('second')).toBeUndefined();
  time.elapsed += 1;
  expect([await cache.get('second'), await cache.get('first'), issuer.asked]).toEqual(['key second', undefined, 12]);
  time.elapsed += hour;
  await invent();
  expect(issuer.asked).toBe(22);
});

test('keys are renewed after a day and serve for five while nobody answers, asked for once a minute', async () => {
  const { issuer, time, complaints, cache } = anIssuer();
  await cache.get('first');
  issuer.isSilent = true;
  time.elapsed += 24 * hour - 1;
  expect([await cache.get('first'), issuer.asked]).toEqual(['key first', 1]);
  time.elapsed += 1;
  for (const _ of [1, 2, 3]) expect(await cache.get('first')).toBe('key first');
  await expect.poll(() => complaints.length).toBe(1);
  expect(issuer.asked).toBe(2);
  time.elapsed += 96 * hour - 1;
  expect([await cache.get('first'), issuer.asked]).toEqual(['key first', 3]);
  time.elapsed += 1;
  await expect(cache.get('first')).rejects.toThrow('no answer');
  issuer.isSilent = false;
  expect(await cache.get('first')).toBe('key first');
});

test('nobody can say whether there is an unknown key while nobody answers', async () => {
  const { issuer, cache } = anIssuer();
  await cache.get('first');
  issuer.isSilent = true;
  await expect(cache.get('second')).rejects.toThrow('no answer');
  expect(await cache.get('first')).toBe('key first');
});

test('whoever asks while nobody ever answered makes us ask ten times more, then once a minute', async () => {
  const { issuer, time, cache } = anIssuer();
  issuer.isSilent = true;
  for (let count = 0; count < 100; count += 1) await expect(cache.get('first')).rejects.toThrow('no answer');
  expect(issuer.asked).toBe(11);
  issuer.isSilent = false;
  time.elapsed += minute;
  expect([await cache.get('first'), issuer.asked]).toEqual(['key first', 12]);
});
