import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstCause } from '../../src/pipelines/embedded/first-cause.ts';
import { cleanLine } from '../../src/pipelines/embedded/log-text.ts';
import { readLog } from '../../src/pipelines/embedded/read-log.ts';
import { generated } from '../support/generated.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a log line as a reader sees it', () => {
  test('has no colours, no escapes, no control or text-turning characters, and the last state of a progress bar', () => {
    expect(cleanLine('\u001b[31mred\u001b[0m and \u001b]0;title\u0007plain')).toBe('red and plain');
    expect(cleanLine('10%\r50%\r100%\r')).toBe('100%');
    expect(cleanLine('a\tb\u0000c\u0008\u202egnp.exe')).toBe('a\tbcgnp.exe');
    expect(cleanLine('x'.repeat(100_000))).toHaveLength(2_001);
  });

  test('never holds an escape, whatever the step wrote', () => {
    const bytes = fc.string({
      unit: fc.constantFrom('\u001b', '[', ']', ';', '3', 'm', '\r', '\u0007', '\u202e', '\u0085', 'a', '\\'),
      maxLength: 60,
    });
    fc.assert(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must be gone
      fc.property(bytes, (text) => !/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e]/.test(cleanLine(text))),
      generated(50_000),
    );
  });
});

describe('reading a log', () => {
  function log(text: string | Uint8Array): string {
    const file = join(temporaryFolder(), 'log');
    writeFileSync(file, text);
    return file;
  }

  test('gives the last lines, those with a text, and how much was left out', async () => {
    const file = log(Array.from({ length: 20_000 }, (_, at) => `line ${at}\n`).join(''));
    const { lines, omitted } = await readLog(file, { tail: 3 });
    expect(lines).toEqual(['line 19997', 'line 19998', 'line 19999']);
    expect(omitted).toBeGreaterThan(100_000);
    expect((await readLog(file, { tail: 11, grep: 'line 777' })).lines).toEqual([
      'line 777',
      ...Array.from({ length: 10 }, (_, at) => `line 777${at}`),
    ]);
    expect(await readLog(join(temporaryFolder(), 'none'), { tail: 5 })).toEqual({ lines: [], omitted: 0 });
  });

  test('takes what steps write: no newline at the end, half a character at the cut, one enormous line, binary', async () => {
    expect((await readLog(log('a\nb'), { tail: 5 })).lines).toEqual(['a', 'b']);
    const half = Buffer.concat([Buffer.from('é'.repeat(40_000)), Buffer.from('\nlast\n')]);
    expect((await readLog(log(half), { tail: 1 })).lines).toEqual(['last']);
    const { lines } = await readLog(log(`${'x'.repeat(3_000_000)}\nlast\n`), { tail: 5, grep: 'last' });
    expect(lines).toEqual(['last']);
    const binary = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 31) % 256));
    expect((await readLog(log(binary), { tail: 5 })).lines.length).toBeGreaterThan(0);
  });

  test('gives the same lines as splitting the whole text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: 'grapheme', maxLength: 30 }).map((line) => line.replaceAll('\n', '')),
          { maxLength: 40 },
        ),
        async (lines) => {
          const file = log(lines.map((line) => `${line}\n`).join(''));
          expect((await readLog(file, { tail: 100 })).lines).toEqual(lines.map(cleanLine));
        },
      ),
      generated(2_000),
    );
  });
});

describe('the first cause of a failure', () => {
  const chained = `reading
Traceback (most recent call last):
  File "a.py", line 1, in <module>
KeyError: 'label'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "a.py", line 9, in <module>
RuntimeError: could not build features`.split('\n');

  test('is the first exception of the last chain: what was handled before does not count', () => {
    expect(firstCause(chained)).toBe("KeyError: 'label'");
    expect(firstCause(['Traceback (most recent call last):', '  x', 'OSError: retrying', 'going on', ...chained])).toBe(
      "KeyError: 'label'",
    );
    expect(
      firstCause(
        chained.map((line) =>
          line.replace('The above exception was the direct cause of', 'During handling of the above exception,'),
        ),
      ),
    ).toBe("KeyError: 'label'");
  });

  test('is else the first line that speaks of an error, else the last line', () => {
    expect(firstCause(['start', 'ValueError: no such column', 'cleaning up'])).toBe('ValueError: no such column');
    expect(firstCause(['start', 'make: error: no rule', 'bye'])).toBe('make: error: no rule');
    expect(firstCause(['start', 'bash: nope: command not found', ''])).toBe('bash: nope: command not found');
    expect(firstCause([])).toBeUndefined();
  });
});
