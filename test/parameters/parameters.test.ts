import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Problem, UserError } from '../../src/errors.ts';
import { checkValue } from '../../src/pipelines/parameter-value.ts';
import { assignParameters } from '../../src/pipelines/parameters.ts';
import type { ParameterAssignments, PipelineParameter } from '../../src/pipelines/types.ts';
import { generated } from '../support/generated.ts';

const churn: readonly PipelineParameter[] = [
  { name: 'data', type: 'string', optional: false },
  { name: 'learning_rate', type: 'number', default: '0.001', min: 0, max: 1, optional: false },
  { name: 'epochs', type: 'integer', default: '10', min: 1, max: 200, optional: false },
  { name: 'optimizer', type: 'string', default: 'adam', enum: ['adam', 'SGD', 'rms prop'], optional: false },
  { name: 'shuffle', type: 'boolean', default: 'true', optional: false },
  { name: 'note', type: 'string', optional: true },
];

function assigned(given: ParameterAssignments): Record<string, string> {
  return Object.fromEntries(assignParameters(churn, given, 'churn').map(({ name, value }) => [name, value]));
}

function refusal(given: ParameterAssignments, parameters = churn): Problem {
  try {
    assignParameters(parameters, given, 'churn');
  } catch (error) {
    if (error instanceof UserError) return error.problem;
    throw error;
  }
  throw new Error('it was not refused');
}

/** What `data=x` and one more assignment are told. */
function told(name: string, value: string): readonly (string | undefined)[] {
  const { code, message, details, fix } = refusal({ data: 'x', [name]: value });
  expect(details).toBeUndefined();
  return [code, message, fix];
}

describe('parameters of a run', () => {
  it('take what was given, else the default; an optional one may stay away', () => {
    expect(assigned({ data: 'churn:3' })).toEqual({
      data: 'churn:3',
      learning_rate: '0.001',
      epochs: '10',
      optimizer: 'adam',
      shuffle: 'True',
    });
    expect(
      assigned({
        data: '',
        note: 'hello\nyou',
        epochs: '+020',
        learning_rate: '1e-4',
        shuffle: 'NO',
        optimizer: 'sgd',
      }),
    ).toEqual({
      data: '',
      learning_rate: '1e-4',
      epochs: '+020',
      optimizer: 'SGD',
      shuffle: 'False',
      note: 'hello\nyou',
    });
  });

  it('remember the default beside the value, in the same spelling', () => {
    expect(assignParameters(churn, { data: 'x', shuffle: 'yes' }, 'churn')).toEqual([
      { name: 'data', value: 'x' },
      { name: 'learning_rate', value: '0.001', default: '0.001' },
      { name: 'epochs', value: '10', default: '10' },
      { name: 'optimizer', value: 'adam', default: 'adam' },
      { name: 'shuffle', value: 'True', default: 'True' },
    ]);
  });

  it.each([
    [
      'learing_rate',
      '0.01',
      'churn has no parameter "learing_rate". Closest: learning_rate (number, default 0.001).',
      'learning_rate=0.01',
    ],
    ['Epochs', 'a b', 'churn has no parameter "Epochs". Closest: epochs (integer, default 10).', 'epochs='],
    [
      'colour',
      'red',
      'churn has no parameter "colour". It has data, learning_rate, epochs, optimizer, shuffle, note.',
      undefined,
    ],
    [
      '__proto__',
      '1',
      'churn has no parameter "__proto__". It has data, learning_rate, epochs, optimizer, shuffle, note.',
      undefined,
    ],
    ['n\u202eote', 'x', 'churn has no parameter "n\\u{202e}ote". Closest: note (string).', 'note=x'],
  ])('refuse the unknown name %s', (name, value, message, fix) => {
    const given = Object.fromEntries([
      ['data', 'x'],
      [name, value],
    ]);
    const { code, ...problem } = refusal(given);
    expect([code, problem.message, problem.fix]).toEqual(['unknown-parameter', message, fix]);
  });

  it.each([
    ['learning_rate', '0,5', 'learning_rate=0,5 is not a number. Use a dot: learning_rate=0.5.', 'learning_rate=0.5'],
    ['learning_rate', 'fast', 'learning_rate=fast is not a number.', 'learning_rate=<number>'],
    ['learning_rate', '', 'learning_rate has no value; it takes a number.', 'learning_rate=<number>'],
    ['learning_rate', 'NaN', 'learning_rate=NaN is not a number.', 'learning_rate=<number>'],
    ['learning_rate', 'Infinity', 'learning_rate=Infinity is not a number.', 'learning_rate=<number>'],
    ['learning_rate', '0x1', 'learning_rate=0x1 is not a number.', 'learning_rate=<number>'],
    ['learning_rate', '1e400', 'learning_rate=1e400 is too large for a number.', 'learning_rate=<number>'],
    ['learning_rate', '.', 'learning_rate=. is not a number.', 'learning_rate=<number>'],
    ['learning_rate', ' 0.5', 'learning_rate= 0.5 is not a number.', 'learning_rate=<number>'],
    ['learning_rate', '٠.٥', 'learning_rate=٠.٥ is not a number.', 'learning_rate=<number>'],
    ['learning_rate', '2', 'learning_rate must be between 0 and 1 (you gave 2).', 'learning_rate=1'],
    ['epochs', '500', 'epochs must be between 1 and 200 (you gave 500).', 'epochs=200'],
    ['epochs', '-3', 'epochs must be between 1 and 200 (you gave -3).', 'epochs=1'],
    ['epochs', '5.0', 'epochs=5.0 is not a whole number.', 'epochs=5'],
    ['epochs', '1e1', 'epochs=1e1 is not a whole number.', 'epochs=10'],
    ['epochs', '2.5', 'epochs=2.5 is not a whole number.', 'epochs=<integer>'],
    ['epochs', '', 'epochs has no value; it takes an integer.', 'epochs=<integer>'],
    ['shuffle', 'maybe', 'shuffle=maybe is not true or false.', 'shuffle=<boolean>'],
    ['shuffle', 'ture', 'shuffle=ture is not true or false.', 'shuffle=true'],
    ['shuffle', '1', 'shuffle=1 is not true or false.', 'shuffle=<boolean>'],
    ['optimizer', 'adma', 'optimizer=adma is not one of adam, SGD, rms prop. Did you mean adam?', 'optimizer=adam'],
    ['optimizer', 'newton', 'optimizer=newton is not one of adam, SGD, rms prop.', 'optimizer=adam'],
    ['note', 'a\0b', 'note holds a NUL character; no command can take one.', 'note=<string>'],
    ['note', 'a\ud800', 'note holds half a character (a lone surrogate).', 'note=<string>'],
    ['note', 'x'.repeat(2001), 'note is 2,001 characters long; a value has at most 2,000.', 'note=<string>'],
    [
      'epochs',
      '9'.repeat(102_400),
      'epochs is 102,400 characters long; a value has at most 2,000.',
      'epochs=<integer>',
    ],
  ])('refuse a value of %s (%#)', (name, value, message, fix) =>
    expect(told(name, value)).toEqual(['bad-value', message, fix]),
  );

  it('take both ends of a range', () => {
    expect(assigned({ data: 'x', epochs: '1', learning_rate: '1.0' })).toMatchObject({
      epochs: '1',
      learning_rate: '1.0',
    });
    expect(assigned({ data: 'x', epochs: '200', learning_rate: '0' })).toMatchObject({
      epochs: '200',
      learning_rate: '0',
    });
  });

  it('name a range that is open on one side', () => {
    const atLeast: PipelineParameter = { name: 'n', type: 'number', min: 0.5, optional: false };
    expect(checkValue(atLeast, '0')).toEqual({ problem: 'n must be at least 0.5 (you gave 0).', instead: '0.5' });
    const atMost: PipelineParameter = { name: 'n', type: 'integer', max: -1, optional: false };
    expect(checkValue(atMost, '0')).toEqual({ problem: 'n must be at most -1 (you gave 0).', instead: '-1' });
  });

  it('compare the members of an enumeration of numbers as numbers, and prefer the exact spelling', () => {
    const rates: PipelineParameter = { name: 'r', type: 'number', enum: ['0.1', '1e-2'], optional: false };
    expect(checkValue(rates, '0.10')).toEqual({ value: '0.1' });
    expect(checkValue(rates, '.01')).toEqual({ value: '1e-2' });
    const modes: PipelineParameter = { name: 'm', type: 'string', enum: ['Fast', 'fast'], optional: false };
    expect(checkValue(modes, 'fast')).toEqual({ value: 'fast' });
  });

  it('name every missing one', () => {
    const parameters: readonly PipelineParameter[] = [
      ...churn,
      { name: 'target', type: 'string', enum: ['cpu', 'gpu'], optional: false },
      { name: 'seed', type: 'integer', optional: false },
    ];
    expect(refusal({}, parameters)).toEqual({
      code: 'missing-parameter',
      message: 'Missing: data (string), target (string), seed (integer).',
      corrections: [{ right: 'data=<string>' }, { right: 'target=cpu' }, { right: 'seed=<integer>' }],
      fix: 'data=<string> target=cpu seed=<integer>',
    });
  });

  it('are reported all together: unknown names, bad values, missing ones', () => {
    expect(refusal({ epochs: '500', learing_rate: '0.1', shuffle: 'maybe' })).toEqual({
      code: 'unknown-parameter',
      message: 'churn has no parameter "learing_rate". Closest: learning_rate (number, default 0.001).',
      details: [
        'churn has no parameter "learing_rate". Closest: learning_rate (number, default 0.001).',
        'epochs must be between 1 and 200 (you gave 500).',
        'shuffle=maybe is not true or false.',
        'Missing: data (string).',
      ],
      corrections: [
        { word: 'learing_rate', right: 'learning_rate=0.1' },
        { word: 'epochs', right: 'epochs=200' },
        { word: 'shuffle', right: 'shuffle=<boolean>' },
        { right: 'data=<string>' },
      ],
      fix: 'learning_rate=0.1 epochs=200 shuffle=<boolean> data=<string>',
    });
  });

  it('stay readable when a thousand names are wrong', () => {
    const given = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`wrong_${index}`, 'x']));
    const { details = [] } = refusal({ data: 'x', ...given });
    expect(details).toHaveLength(21);
    expect(details.at(-1)).toBe('980 other names are unknown too.');
    expect(refusal({ x: '1' }, []).message).toBe('churn has no parameter "x". It has none.');
  });
});

describe('any text for a parameter', () => {
  it('is a value of its type or one short, showable problem', () => {
    const unit = fc.constantFrom(...'0123456789+-.,eE_xnaifyotrus \0\ud800\u202e٣');
    const text = fc.oneof(
      fc.string({ unit, maxLength: 12 }),
      fc.string({ unit: 'binary' }),
      fc.double().map(String),
      fc.integer().map(String),
      fc.nat(100_000).map((length) => '1'.repeat(length)),
    );
    const parameter = fc.constantFrom(...churn);
    fc.assert(
      fc.property(parameter, text, (each, typed) => {
        const checked = checkValue(each, typed);
        if ('problem' in checked) {
          expect(checked.problem.length).toBeLessThan(200);
          expect(checked.problem).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
          return;
        }
        const { value } = checked;
        expect(value.length).toBeLessThanOrEqual(2000);
        if (each.type === 'integer') expect(value).toMatch(/^[+-]?[0-9]+$/);
        if (each.type === 'number' || each.type === 'integer') {
          expect(value).toBe(typed);
          expect(Number(value)).toBeGreaterThanOrEqual(each.min ?? 0);
          expect(Number(value)).toBeLessThanOrEqual(each.max ?? 0);
        } else if (each.type === 'boolean') expect(['True', 'False']).toContain(value);
        else if (each.enum) expect(each.enum).toContain(value);
        else expect(value).toBe(typed);
      }),
      generated(200_000),
    );
  });

  it('never changes what objects are', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const hostile = JSON.parse('{"data":"x","__proto__":"1","constructor":"2","toString":"3"}');
    expect(refusal(hostile).details).toHaveLength(3);
    const parameters = ['__proto__', 'constructor'].map(
      (name): PipelineParameter => ({ name, type: 'string', optional: false }),
    );
    expect(refusal({}, parameters).code).toBe('missing-parameter');
    const given = JSON.parse('{"__proto__":"1","constructor":"2"}');
    expect(assignParameters(parameters, given, 'p')).toEqual([
      { name: '__proto__', value: '1' },
      { name: 'constructor', value: '2' },
    ]);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});
