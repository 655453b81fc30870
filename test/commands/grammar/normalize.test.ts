import { describe, expect, it } from 'vitest';
import { normalize } from '../../../src/commands/normalize.ts';
import { read } from './grammar.ts';

describe('what keyboards and chat clients do to a line', () => {
  it.each<[string, string, string]>([
    ['non-breaking and other spaces', 'run\u00a0churn\u2003lr=1\u3000x=2\tfin', 'run churn lr=1 x=2 fin'],
    ['line breaks', 'run churn\r\nlr=1\n\nx=2\u2028y=3', 'run churn  lr=1  x=2 y=3'],
    ['zero-width characters', '\ufeffr\u200bu\u200cn\u200d \u2060ch\u00adurn', 'run churn'],
    ['curly quotes', 'run churn x=“a b” y=‘c d’ z=„e f“', 'run churn x="a b" y=\'c d\' z="e f"'],
    ['a quote that only opens curly', 'run churn x=“a b"', 'run churn x="a b"'],
    ['a quote that only closes curly', 'run churn x="a b”', 'run churn x="a b"'],
    ['an escaped curly quote', 'run churn x=“say \\”hi\\””', 'run churn x="say \\"hi\\""'],
    ['long dashes before a word', '—help run churn —wait –fresh', '--help run churn --wait --fresh'],
    ['long dashes elsewhere', 'claim a—b — 3 —5 "—wait"—x', 'claim a—b — 3 —5 "—wait"—x'],
    ['apostrophes', 'claim don’t it‘s', "claim don't it's"],
    ['letters in pieces', 'run cafe\u0301', 'run café'],
    ['a code span', ' `run churn` ', 'run churn'],
    ['two backticks', '``run churn``', 'run churn'],
    ['a code block', '```\nrun churn\nlr=1\n```\n', 'run churn lr=1'],
    ['a span inside the line', 'run `churn` lr=`1`', 'run `churn` lr=`1`'],
    ['two spans', '`run` `churn`', '`run` `churn`'],
    ['lone backticks', '`', '`'],
  ])('%s', (_, typed, line) => expect(normalize(typed)).toEqual({ line }));

  it('leaves what stands inside quotes as it was typed', () => {
    const inside = 'a\u00a0b\u200b—c “d” e\u0301\nf\tg';
    expect(normalize(`claim\u00a0"${inside}"\u00a0x`).line).toBe(`claim "${inside}" x`);
    expect(normalize(`claim '${inside}'`).line).toBe(`claim '${inside}'`);
    expect(read(`run churn x="${inside}"`).assignments[0]?.value).toBe(inside);
  });

  it('takes the block at the end as the body', () => {
    expect(normalize('run churn ```a```')).toEqual({ line: 'run churn', body: 'a' });
    expect(normalize('run churn\n```yaml\na: 1\r\nb: “2”\u00a0\n```')).toEqual({
      line: 'run churn',
      body: 'a: 1\nb: “2”\u00a0',
    });
    expect(normalize('run churn ``` yaml\n```')).toEqual({ line: 'run churn', body: ' yaml' });
    expect(normalize('run churn x="```a```"')).toEqual({ line: 'run churn x="```a```"' });
    expect(normalize('run churn x="```a```" ```b```')).toEqual({ line: 'run churn x="```a```"', body: 'b' });
  });

  it('keeps at most thirty marks on a letter', () => {
    expect(normalize(`run x${'\u0316'.repeat(1000)}`).line).toHaveLength('run x'.length + 30);
  });
});
