import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/redact.ts';
import { generated } from '../support/generated.ts';
import { anySecret, anyText, secretForms } from './secret-forms.ts';

describe('a secret that is known', () => {
  test.each(secretForms)('never shows: $name', ({ write, core }) => {
    fc.assert(
      fc.property(anySecret, anyText, anyText, (secret, before, after) => {
        const clean = createRedactor(['another secret', secret])(write(secret, before, after));
        expect(clean).toContain('[redacted]');
        expect(clean).not.toContain(core(secret));
      }),
      generated(30_000),
    );
  });

  test('does not show in two halves either, wherever it is cut', () => {
    const cut = fc.tuple(fc.base64String({ minLength: 24, maxLength: 88 }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(cut, ([secret, where]) => {
        const redact = createRedactor([secret]);
        const at = Math.round(secret.length * where);
        for (const half of [secret.slice(0, at), secret.slice(at)]) {
          if (half.length >= 12)
            expect(redact(`it begins <${half}> and so on`)).toBe('it begins <[redacted]> and so on');
        }
      }),
      generated(30_000),
    );
  });

  test('leaves everything around it as it was, and is one mask however long it is', () => {
    const redact = createRedactor(['correct horse battery staple', 'short-one']);
    expect(redact('a correct horse battery staple, short-one, correct horse')).toBe(
      'a [redacted], [redacted], [redacted]',
    );
    expect(redact('correct horse battery staplecorrect horse battery staple')).toBe('[redacted]');
    expect(redact('a correct answer, in short')).toBe('a correct answer, in short');
    // The same hash, and yet another text.
    expect(createRedactor(['AaAaAaAaAaAa'])('BBBBBBBBBBBB')).toBe('BBBBBBBBBBBB');
  });

  test('of less than eight characters is a word like any other, and blank ends do not count', () => {
    expect(createRedactor(['run', '', '1234567'])('run 1234567')).toBe('run 1234567');
    expect(createRedactor(['12345678\n'])('<12345678>')).toBe('<[redacted]>');
  });
});

describe('a secret that is not known', () => {
  test.each([
    ['with xoxb-0-NOT-A-TOKEN in it', 'with [redacted] in it'],
    ['xoxe.xoxp-1-NOTATOKEN', '[redacted]'],
    ['%20xapp-1-NOT-A-TOKEN&', '%20[redacted]&'],
    ['authorization: Bearer abc.DEF-123_~+/=', 'authorization: Bearer [redacted]'],
    ['Authorization: basic dXNlcjpub3QgYSBwYXNzd29yZA==', 'Authorization: basic [redacted]'],
    ['a eyJhbGciOiJub25lIn0.eyJzdWIiOiJub2JvZHkifQ.c2lnbmF0dXJl b', 'a [redacted] b'],
    ['postgres://pipehand:p@ss:w%2Frd@db:5432/x', 'postgres://pipehand:[redacted]@db:5432/x'],
    ['redis://:password1@cache', 'redis://:[redacted]@cache'],
    ['AccountName=a;AccountKey=bm90IGEga2V5/+==;Suffix=b', 'AccountName=a;AccountKey=[redacted];Suffix=b'],
    ['https://a.blob/c?sv=2020&sig=bm90%2Fa%3D&se=2026', 'https://a.blob/c?sv=2020&sig=[redacted]&se=2026'],
    ['u=https%3A%2F%2Fa%3Fsig%3Dbm90%252Fa', 'u=https%3A%2F%2Fa%3Fsig%3D[redacted]'],
    ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=[redacted] psql'],
    ['client_secret=a1&grant_type=b', 'client_secret=[redacted]&grant_type=b'],
    ['{"access_token": "0.AX b", "expires": 3}', '{"access_token": "[redacted]", "expires": 3}'],
    ['{\\"password\\":\\"a b\\",\\"n\\":1}', '{\\"password\\":\\"[redacted]\\",\\"n\\":1}'],
    ['-----BEGIN PRIVATE KEY-----\nbm90\nYSBrZXk=\n-----END', '-----BEGIN PRIVATE KEY-----[redacted]-----END'],
  ])('is hidden by its form: %s', (text, clean) => {
    expect(createRedactor([])(text)).toBe(clean);
  });

  test.each([
    'run 7Q3K of churn (lr=0.01 design=a max_tokens=5) ended in 3 min 20 s',
    'see http://127.0.0.1:3978/runs/7Q3K/ or mail a@b.example',
    'at file:///app/src/run.ts:10:5 and https://x.example/a:b@c',
    'the bearer of bad news; basic needs; tokenizer=bert; a xox-box',
    '{"run":"7Q3K","step":"train","password_set":true}',
  ])('and what is none stays: %s', (text) => {
    expect(createRedactor(['correct horse battery staple'])(text)).toBe(text);
  });
});

test('any text is taken, and redacting twice changes nothing more', () => {
  const piece = fc.constantFrom('://', ':', '@', '"', '\\', 'token', 'sig', '=', '%3D', 'Bearer ', 'eyJ', '.', 'xoxb-');
  const text = fc.array(fc.oneof(piece, anyText, anySecret), { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(fc.oneof(anySecret, anyText), { maxLength: 3 }), text, (secrets, dirty) => {
      const redact = createRedactor(secrets);
      const clean = redact(dirty);
      expect(redact(clean)).toBe(clean);
    }),
    generated(100_000),
  );
});

test('a long text takes no more than its length asks for, whatever stands in it', () => {
  const redactors = [createRedactor([]), createRedactor(['abababababababababab', '\\'.repeat(20), 'token'.repeat(4)])];
  const families = [
    ...['a', 'ab', ' ', '\\', '"', '%', '=', ':', '://', '://a:', '@', '-', '\n', '\ud800'],
    ...['eyJ', 'eyJabcdefgh.', 'xoxb-', 'bearer ', 'basic +', 'token', 'token\\', 'token":"', 'sig=', 'sig%3D'],
    '-----BEGIN PRIVATE KEY-----',
  ];
  for (const family of families) {
    const text = family.repeat(Math.ceil(300_000 / family.length));
    const began = performance.now();
    for (const redact of redactors) redact(text);
    expect(performance.now() - began, family).toBeLessThan(2_000);
  }
});
