import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CommandToken,
  commandPlaceholders,
  commandProblems,
  tokenizeCommand,
} from '../../src/pipelines/definition/command-tokens.ts';
import { generated } from '../support/generated.ts';

const fragment = constantFrom(
  `\${{`,
  '}}',
  '$[[',
  ']]',
  'inputs.',
  'outputs.',
  'x',
  '.path',
  ' ',
  '\n',
  '$',
  '{',
  'é',
  '🐍',
);

describe('a command template', () => {
  it('falls into text, inputs, outputs and optional parts, each with its offset', () => {
    const template = `train \${{inputs.data}} $[[--lr \${{ inputs.lr }} ]]> \${{outputs.model}}/log`;

    expect(tokenizeCommand(template)).toEqual([
      { kind: 'text', text: 'train ', at: 0 },
      { kind: 'input', name: 'data', at: 6 },
      { kind: 'text', text: ' ', at: 22 },
      {
        kind: 'optional',
        at: 23,
        tokens: [
          { kind: 'text', text: '--lr ', at: 26 },
          { kind: 'input', name: 'lr', at: 31 },
          { kind: 'text', text: ' ', at: 47 },
        ],
      },
      { kind: 'text', text: '> ', at: 50 },
      { kind: 'output', name: 'model', at: 52 },
      { kind: 'text', text: '/log', at: 70 },
    ]);
    expect(commandProblems(template)).toEqual([]);
    expect(commandPlaceholders(template).map(({ name }) => name)).toEqual(['data', 'lr', 'model']);
  });

  it('reads the path of an input as the input', () => {
    expect(tokenizeCommand(`\${{inputs.data.path}}`)).toEqual([{ kind: 'input', name: 'data', at: 0 }]);
  });

  it("leaves bash's own brackets, braces and backslashes alone", () => {
    const template = `[[ -f a ]] && x=\${HOME} && echo \${x}}} \\\n --more $(( 1 + 1 ))`;

    expect(tokenizeCommand(template)).toEqual([{ kind: 'text', text: template, at: 0 }]);
    expect(commandProblems(template)).toEqual([]);
  });

  it.each([
    [
      'an expression of another kind',
      `a \${{parent.inputs.x}}`,
      { kind: 'unknown-expression', expression: 'parent.inputs.x', at: 2 },
    ],
    ['an empty expression', `\${{ }}`, { kind: 'unknown-expression', expression: '', at: 0 }],
    ['an expression that does not end', `a \${{inputs.x`, { kind: 'expression-not-closed', at: 2 }],
    ['an optional part that does not end', 'a $[[--x ', { kind: 'optional-not-closed', at: 2 }],
    ['an optional part in another', '$[[a $[[b]]', { kind: 'optional-nested', at: 5 }],
  ])('names the place of %s', (_, template, problem) => {
    expect(commandProblems(template)).toEqual([problem]);
  });

  it('never throws and never loses a character, whatever it is given', () => {
    const pieces = string({ unit: fragment, maxLength: 40 });
    assert(
      property(pieces, (template) => {
        expect(textOf(tokenizeCommand(template), template)).toBe(template);
      }),
      generated(20_000),
    );
  });

  it('takes a quarter of a megabyte of opening marks in linear time', () => {
    const started = performance.now();
    commandProblems(`\${{`.repeat(87_000));
    commandProblems('$[['.repeat(87_000));

    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

/** The template put together again from its tokens. */
function textOf(tokens: readonly CommandToken[], template: string): string {
  return tokens
    .map((token) => {
      switch (token.kind) {
        case 'text':
          return token.text;
        case 'optional':
          return `$[[${textOf(token.tokens, template)}]]`;
        default:
          return template.slice(token.at, template.indexOf('}}', token.at) + 2);
      }
    })
    .join('');
}
