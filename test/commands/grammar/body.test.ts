import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBody, readBody } from '../../../src/commands/body.ts';
import { UserError } from '../../../src/errors.ts';
import { generated } from '../../support/generated.ts';
import { read, refusal } from './grammar.ts';

function pairsOf(body: string): readonly (readonly [string, string])[] {
  return parseBody(body).map(({ key, value }) => [key, value]);
}

describe('a code block with parameters', () => {
  it.each<[string, readonly (readonly [string, string])[]]>([
    [
      'lr: 1e-3\nepochs: 20',
      [
        ['lr', '1e-3'],
        ['epochs', '20'],
      ],
    ],
    [
      '{"lr": 1.0, "data": "churn:3", "fast": true, "x": null}',
      [
        ['lr', '1.0'],
        ['data', 'churn:3'],
        ['fast', 'true'],
        ['x', 'null'],
      ],
    ],
    ['{\n\t"lr": 0.1\n}', [['lr', '0.1']]],
    ['{"s": "a\\n\\"b\\" \\u00e9 \\ud83d\\ude00"}', [['s', 'a\n"b" é 😀']]],
    [
      'yes: no\non: 0x1F\nat: 2026-11-20\nlong: 1_000\ntime: 1:30',
      [
        ['yes', 'no'],
        ['on', '0x1F'],
        ['at', '2026-11-20'],
        ['long', '1_000'],
        ['time', '1:30'],
      ],
    ],
    [
      "a: 'it''s' # why\nb:\nc: ''",
      [
        ['a', "it's"],
        ['b', ''],
        ['c', ''],
      ],
    ],
    ['text: |\n  one\n  two', [['text', 'one\ntwo\n']]],
    [
      '__proto__: 1\nconstructor: 2',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    ],
    ['', []],
    ['# nothing', []],
  ])('%j', (body, expected) => expect(pairsOf(body)).toEqual(expected));

  it.each<[string, string, string, string]>([
    ['lr: 1\nlr: 2', 'lr is given twice.', 'lr: 2', '^^'],
    ['{"lr": 1, "lr": 2}', 'lr is given twice.', '{"lr": 1, "lr": 2}', '          ^^'],
    ['a: 1\nb: [1, 2]', 'b takes one plain value: no list, map, anchor or tag.', 'b: [1, 2]', '^'],
    ['a: {b: 1}', 'a takes one plain value: no list, map, anchor or tag.', 'a: {b: 1}', '^'],
    ['a: &x 1', 'a takes one plain value: no list, map, anchor or tag.', 'a: &x 1', '^'],
    ['a: 1\nb: *x', 'b takes one plain value: no list, map, anchor or tag.', 'b: *x', '^'],
    ['a: !!str 1', 'a takes one plain value: no list, map, anchor or tag.', 'a: !!str 1', '^'],
    ['a: !run 1', 'The code block is not YAML or JSON: Unresolved tag: !run.', 'a: !run 1', '   ^^^^'],
    ['<<: {a: 1}', 'A parameter cannot be called this.', '<<: {a: 1}', '^^'],
    ['a b: 1', 'A parameter cannot be called this.', 'a b: 1', '^^^'],
    ['? [x]\n: 1', 'A parameter cannot be called this.', '? [x]', '^'],
    ['- 1\n- 2', 'The code block holds no "name: value" pairs.', '- 1', '^'],
    ['lr=0.1', 'The code block holds no "name: value" pairs.', 'lr=0.1', '^'],
    ['a: 1\n---\nb: 2', 'The code block holds more than one document.', '---', '^^^'],
    ['a: "b', 'The code block is not YAML or JSON: Missing closing "quote.', 'a: "b', '     ^'],
  ])('%j is refused', (body, message, line, caret) => {
    const problem = refusal(() => parseBody(body));
    expect([problem.code, problem.message, ...(problem.details ?? [])]).toEqual(['bad-line', message, line, caret]);
    expect(problem.fix).toContain('name: value');
  });

  it('is refused when a value is too long or the block a bomb', () => {
    expect(pairsOf(`a: ${'x'.repeat(2000)}`)[0]?.[1]).toHaveLength(2000);
    expect(refusal(() => parseBody(`a: ${'x'.repeat(2001)}`)).message).toBe(
      'The value of a has more than 2,000 characters.',
    );
    expect(refusal(() => parseBody('['.repeat(3900))).message).toBe('The code block is nested too deeply.');
    const laughs = 'a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]';
    expect(refusal(() => parseBody(laughs)).message).toBe('a takes one plain value: no list, map, anchor or tag.');
  });

  it('adds to its line and never overrules it', () => {
    expect(readBody(read('run churn lr=1'))).toEqual([]);
    expect(readBody(read('run churn lr=1\n```\nepochs: 2\n```'))).toEqual([{ key: 'epochs', value: '2', at: 0 }]);
    expect(refusal(() => readBody(read('run churn x=1 lr=1\n```\n{"lr": 2}\n```')))).toEqual({
      code: 'bad-line',
      message: 'lr is given on the line and in the code block.',
      details: ['run churn x=1 lr=1', '              ^^'],
      fix: 'Give it once.',
    });
  });

  it('is pairs or a refusal with a caret inside its line, whatever it holds', () => {
    const pieces = [
      'a',
      'b: ',
      ': ',
      ':',
      '- ',
      '? ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '&x ',
      '*x',
      '!t ',
      '"',
      "'",
      '\\',
      '|',
      '>',
    ];
    const more = [
      '\n',
      '\n  ',
      '\t',
      '# ',
      '---',
      '%YAML',
      '~',
      '1e3',
      '\0',
      '\ud800',
      '\u202e',
      '<<',
      '__proto__',
      '😀',
    ];
    const body = fc.array(fc.oneof(fc.constantFrom(...pieces, ...more), fc.string({ maxLength: 4 })), {
      maxLength: 25,
    });
    fc.assert(
      fc.property(body, (parts) => {
        try {
          parseBody(parts.join(''));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          const [line = '', caret = ''] = error.problem.details ?? [];
          expect(caret).toMatch(/^ *\^+$/);
          expect(Array.from(caret).length).toBeLessThanOrEqual(Math.max(1, Array.from(line).length + 1));
          expect(line + error.problem.message).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        }
      }),
      generated(200_000),
    );
    expect(Object.getOwnPropertyNames({})).toEqual([]);
  });
});
