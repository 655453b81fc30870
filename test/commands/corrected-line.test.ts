import { expect, it } from 'vitest';
import { withCorrectedLine } from '../../src/commands/corrected-line.ts';
import type { Correction } from '../../src/errors.ts';

const fixOf = (line: string, ...corrections: Correction[]) =>
  withCorrectedLine({ code: 'bad-value', message: 'wrong', fix: 'the words', corrections }, line);

it.each<[string, string, Correction[], string]>([
  ['a name', 'run irsi lr=1', [{ word: 'irsi', right: 'iris' }], 'run iris lr=1'],
  ['a name with its version', 'run irsi@v2', [{ word: 'irsi', right: 'iris' }], 'run iris@v2'],
  ['an assignment', 'run iris lrr=1', [{ word: 'lrr', right: 'lr=1' }], 'run iris lr=1'],
  ['what is missing', 'run iris', [{ right: 'data=<string>' }], 'run iris data=<string>'],
  [
    'several',
    'run a b=1',
    [
      { word: 'a', right: 'c' },
      { word: 'b', right: 'd=1' },
    ],
    'run c d=1',
  ],
  ['nothing that stands there twice', 'run run', [{ word: 'run', right: 'iris' }], 'the words'],
  ['nothing that is not there', 'run iris', [{ word: 'lr', right: 'lr=1' }], 'the words'],
  ['nothing in quotes', 'run iris note="a lr=1"', [{ word: 'lr', right: 'lr=2' }], 'the words'],
])('a line is offered with %s put right', (_, line, corrections, fix) => {
  expect(fixOf(line, ...corrections)).toEqual({ code: 'bad-value', message: 'wrong', fix });
});
