import { describe, expect, it } from 'vitest';
import type { FlagValue, Line } from '../../../src/commands/line.ts';
import { indexVerbs } from '../../../src/commands/shape.ts';
import { read, refusal, shapes, verbs } from './grammar.ts';

/** A line as one row of a table: verb, operands, pairs and flags, without places. */
function said(text: string): Record<string, unknown> {
  const { verb, operands, assignments, filters, flags, body, help }: Line = read(text);
  return {
    verb,
    ...(operands.length > 0 && { operands: operands.map((operand) => operand.text) }),
    ...(assignments.length > 0 && { given: assignments.map(({ key, value }) => [key, value]) }),
    ...(filters.length > 0 && { filters: filters.map(({ key, value }) => [key, value]) }),
    ...(flags.size > 0 && { flags: [...flags] }),
    ...(body !== undefined && { body }),
    ...(help && { help }),
  };
}

describe('a line', () => {
  it.each<[string, Record<string, unknown>]>([
    ['run churn', { verb: 'run', operands: ['churn'] }],
    ['  run   churn  ', { verb: 'run', operands: ['churn'] }],
    ['START churn', { verb: 'run', operands: ['churn'] }],
    [
      'run churn lr=0.01 Epochs=20',
      {
        verb: 'run',
        operands: ['churn'],
        given: [
          ['lr', '0.01'],
          ['Epochs', '20'],
        ],
      },
    ],
    ['run lr=1e-4 churn', { verb: 'run', operands: ['churn'], given: [['lr', '1e-4']] }],
    [
      'run churn at=azureml://data/x:3?a=b',
      { verb: 'run', operands: ['churn'], given: [['at', 'azureml://data/x:3?a=b']] },
    ],
    ['run churn name=', { verb: 'run', operands: ['churn'], given: [['name', '']] }],
    ['run churn when==0', { verb: 'run', operands: ['churn'], given: [['when', '=0']] }],
    ['run https://ml.azure.com/runs/1?wsid=/a', { verb: 'run', operands: ['https://ml.azure.com/runs/1?wsid=/a'] }],
    [
      'schedule  ADD churn "0 6 * * 1-5" tz=UTC',
      { verb: 'schedule add', operands: ['churn', '0 6 * * 1-5'], given: [['tz', 'UTC']] },
    ],
    ['cron new churn', { verb: 'schedule add', operands: ['churn'] }],
    ['schedule list', { verb: 'schedule list' }],
    ['compute show gpu', { verb: 'compute show', operands: ['gpu'] }],
    ['compute gpu', { verb: 'compute', operands: ['gpu'] }],
    ['compute', { verb: 'compute' }],
    ['claim last -5 degrees', { verb: 'claim', operands: ['last', '-5', 'degrees'] }],
  ])('%s', (text, expected) => expect(said(text)).toEqual(expected));

  it('is help when it is empty', () => {
    for (const text of ['', '   ', '\n', '?', '-h', '--help', 'HELP']) expect(said(text)).toEqual({ verb: 'help' });
    expect(said('--help run')).toEqual({ verb: 'help', operands: ['run'] });
  });

  it('remembers where each word stood', () => {
    const line = read(' run  churn lr=0.1');
    expect([line.text, line.operands[0]?.at, line.assignments[0]?.at]).toEqual(['run  churn lr=0.1', 5, 11]);
  });
});

describe('quotes', () => {
  it.each<[string, string]>([
    ['x="a b"', 'a b'],
    ["x='a b'", 'a b'],
    ['x=a" "b', 'a b'],
    ['x="a"\'b\'c', 'abc'],
    ['x=""', ''],
    ['x="say \\"hi\\""', 'say "hi"'],
    ['x="a\\\\"', 'a\\'],
    ['x="a\\nb\\tc"', 'a\nb\tc'],
    ['x="\\d \\u0041"', '\\d \\u0041'],
    ["x='a\\nb'", 'a\\nb'],
    ['x=a\\nb', 'a\\nb'],
    ['x="--wait y=1"', '--wait y=1'],
    ['x="it\'s"', "it's"],
    ["x='\"'", '"'],
    ['x="a\nb"', 'a\nb'],
  ])('%s is the value %j', (text, value) => expect(said(`run churn ${text}`).given).toEqual([['x', value]]));

  it('make an operand of what would be a flag, a pair or a filter', () => {
    expect(said('claim "--quiet" "a=b" -- --quiet')).toEqual({
      verb: 'claim',
      operands: ['--quiet', 'a=b', '--quiet'],
    });
    expect(said('runs "status:failed"')).toEqual({ verb: 'runs', operands: ['status:failed'] });
    expect(said('run "lr"=1')).toEqual({ verb: 'run', operands: ['lr=1'] });
  });

  it('leave apostrophes alone where text may follow', () => {
    expect(said("claim last don't restart").operands).toEqual(['last', "don't", 'restart']);
    expect(said("claim it can't and won't 'be that'").operands).toEqual(['it', "can't", 'and', "won't", 'be that']);
    expect(said("claim the runs' logs").operands).toEqual(['the', "runs'", 'logs']);
    expect(refusal(() => read("run don't"))).toMatchObject({
      message: 'Quote opened at column 8 is not closed.',
      details: ["run don't", '       ^'],
    });
  });
});

describe('flags', () => {
  it.each<[string, readonly (readonly [string, FlagValue])[]]>([
    ['--wait', [['wait', true]]],
    ['--WAIT', [['wait', true]]],
    ['--no-wait', [['wait', false]]],
    ['-y', [['yes', true]]],
    [
      '-Y --fresh',
      [
        ['yes', true],
        ['fresh', true],
      ],
    ],
    ['--why=slow', [['why', 'slow']]],
    ['--why slow', [['why', 'slow']]],
    ['--why "too slow"', [['why', 'too slow']]],
    ['--why="--wait"', [['why', '--wait']]],
    ['--why "--wait"', [['why', '--wait']]],
    ['--why -5', [['why', '-5']]],
    ['--why=', [['why', '']]],
    ['--tag a=1', [['tag', ['a=1']]]],
    ['--tag a --tag=b --tag "c d"', [['tag', ['a', 'b', 'c d']]]],
  ])('run churn %s', (text, flags) => expect(said(`run churn ${text}`).flags).toEqual(flags));

  it('never take the next word when they take nothing', () => {
    expect(said('run --wait churn')).toEqual({ verb: 'run', operands: ['churn'], flags: [['wait', true]] });
  });

  it('end at two dashes', () => {
    expect(said('claim -- --quiet -f')).toEqual({ verb: 'claim', operands: ['--quiet', '-f'] });
    expect(said('run -- lr=1 churn')).toEqual({ verb: 'run', operands: ['churn'], given: [['lr', '1']] });
  });

  it('that are hidden are read and never suggested', () => {
    expect(said('logs last --secret').flags).toEqual([['secret', true]]);
    expect(refusal(() => read('logs last --secrte')).message).toBe('logs has no option --secrte.');
  });

  it('ask for help of any verb', () => {
    expect(said('run churn --help')).toEqual({ verb: 'run', operands: ['churn'], help: true });
    expect(said('whoami -h')).toEqual({ verb: 'whoami', help: true });
  });
});

describe('filters', () => {
  it('are written with : or = and are known by their key', () => {
    expect(said('runs churn status:failed BY=@ada since=7d not.tag=dev')).toEqual({
      verb: 'runs',
      operands: ['churn'],
      filters: [
        ['status', 'failed'],
        ['by', '@ada'],
        ['since', '7d'],
        ['not.tag', 'dev'],
      ],
    });
    expect(said('list status="failed or canceled" last:churn')).toEqual({
      verb: 'list',
      operands: ['last:churn'],
      filters: [['status', 'failed or canceled']],
    });
  });

  it('are no filters where values hold colons', () => {
    expect(said('run status:failed')).toEqual({ verb: 'run', operands: ['status:failed'] });
    expect(said('cancel last:churn')).toEqual({ verb: 'cancel', operands: ['last:churn'] });
  });
});

describe('a code block', () => {
  it.each([
    'run churn ```{"lr": 0.1}```',
    'run churn\n```\n{"lr": 0.1}\n```',
    'run churn\r\n```json\r\n{"lr": 0.1}\r\n```  ',
    'run churn```\n{"lr": 0.1}\n```\n',
  ])('%j is the body', (text) => {
    expect(said(text)).toEqual({ verb: 'run', operands: ['churn'], body: '{"lr": 0.1}' });
  });

  it('must come last, be closed and be wanted', () => {
    expect(refusal(() => read('run churn ```a``` --wait')).message).toBe('A code block must be closed and come last.');
    expect(refusal(() => read('run churn ```{"lr": 1}')).message).toBe('A code block must be closed and come last.');
    expect(refusal(() => read('status ```a```')).message).toBe('status takes no code block.');
  });
});

describe('names of objects in JavaScript', () => {
  it('are names like any other', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const line = read('run constructor __proto__=1 constructor=2 hasOwnProperty=3 toString=4');
    expect(line.assignments.map(({ key }) => key)).toEqual(['__proto__', 'constructor', 'hasOwnProperty', 'toString']);
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(refusal(() => read(`${name} x`)).code).toBe('unknown-verb');
      expect(refusal(() => read(`run --${name}=1`)).code).toBe('bad-line');
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});

describe('the table of verbs', () => {
  it('knows every verb by each of its names and refuses a name twice', () => {
    for (const { name, aliases } of shapes) {
      for (const each of [name, ...aliases]) expect(read(each).verb).toBe(name);
    }
    expect(verbs.heads).toEqual(new Set(['schedule', 'cron', 'compute']));
    const [first] = shapes;
    expect(() => indexVerbs([...shapes, ...(first ? [first] : [])])).toThrow('two verbs are called run');
  });
});
