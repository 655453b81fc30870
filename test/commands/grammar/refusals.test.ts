import { describe, expect, it } from 'vitest';
import { read, refusal } from './grammar.ts';

/** A refusal as a person reads it: the message, the line with its caret, the next act. */
function told(text: string): readonly (string | undefined)[] {
  const { message, details = [], fix } = refusal(() => read(text));
  return [message, ...details, fix];
}

describe('an unknown command', () => {
  it.each([
    ['rnu iris', 'Unknown command "rnu". Did you mean run?', 'rnu iris', '^^^', 'run iris'],
    ['Strat iris', 'Unknown command "Strat". Did you mean start?', 'Strat iris', '^^^^^', 'start iris'],
    [
      'shedule add x',
      'Unknown command "shedule add". Did you mean schedule add?',
      'shedule add x',
      '^^^^^^^^^^^',
      'schedule add x',
    ],
    [
      'schedule ad x',
      'Unknown command "schedule ad". Did you mean schedule add?',
      'schedule ad x',
      '^^^^^^^^^^^',
      'schedule add x',
    ],
    ['schedule', 'Unknown command "schedule".', 'schedule', '^^^^^^^^', 'Type schedule add or schedule list.'],
    [
      'frobnicate it',
      'Unknown command "frobnicate".',
      'frobnicate it',
      '^^^^^^^^^^',
      'Type help to see every command.',
    ],
    ['"run" iris', 'Unknown command ""run"".', '"run" iris', '^^^^^', 'Type help to see every command.'],
  ])('%s', (text, ...expected) => expect(told(text)).toEqual(expected));

  it('has the code of its own', () => {
    expect(refusal(() => read('rnu')).code).toBe('unknown-verb');
    expect(refusal(() => read('run --x')).code).toBe('bad-line');
  });
});

describe('a bad line', () => {
  it.each([
    [
      'run iris --wiat',
      'run has no option --wiat. Did you mean --wait?',
      'run iris --wiat',
      '         ^^^^^^',
      'run iris --wait',
    ],
    [
      'start iris --wy=slow',
      'run has no option --wy. Did you mean --why?',
      'start iris --wy=slow',
      '           ^^^^',
      'start iris --why=slow',
    ],
    [
      'run iris --no-wiat',
      'run has no option --no-wiat. Did you mean --no-wait?',
      'run iris --no-wiat',
      '         ^^^^^^^^^',
      'run iris --no-wait',
    ],
    [
      'run iris -wait',
      'run has no option -wait. Did you mean --wait?',
      'run iris -wait',
      '         ^^^^^',
      'run iris --wait',
    ],
    [
      'run iris --no-fresh',
      'run has no option --no-fresh.',
      'run iris --no-fresh',
      '         ^^^^^^^^^^',
      'run --help shows its options.',
    ],
    ['run iris -x', 'run has no option -x.', 'run iris -x', '         ^^', 'run --help shows its options.'],
    [
      'run iris --lr=0.1 --wait',
      'run has no option --lr. Parameters are written without dashes.',
      'run iris --lr=0.1 --wait',
      '         ^^^^',
      'run iris lr=0.1 --wait',
    ],
    [
      'run iris --lr "0 1"',
      'run has no option --lr. Parameters are written without dashes.',
      'run iris --lr "0 1"',
      '         ^^^^',
      'run iris lr="0 1"',
    ],
    ['run iris --wait=yes', '--wait takes no value.', 'run iris --wait=yes', '         ^^^^^^^^^^', 'run iris --wait'],
    [
      'run iris --why',
      '--why needs a value.',
      'run iris --why',
      '         ^^^^^',
      'Write --why <text>; a value that begins with a dash goes in quotes.',
    ],
    [
      'run iris --why --wait',
      '--why needs a value.',
      'run iris --why --wait',
      '         ^^^^^',
      'Write --why <text>; a value that begins with a dash goes in quotes.',
    ],
    [
      'run iris --why a --why b',
      '--why is given twice.',
      'run iris --why a --why b',
      '                 ^^^^^',
      'Give it once.',
    ],
    [
      'run iris --wait --no-wait',
      '--wait is given twice.',
      'run iris --wait --no-wait',
      '                ^^^^^^^^^',
      'Give it once.',
    ],
    ['run iris lr=1 lr=2', 'lr is given twice.', 'run iris lr=1 lr=2', '              ^^^^', 'Give it once.'],
    ['runs by:a BY=b', 'by is given twice.', 'runs by:a BY=b', '          ^^^^', 'Give it once.'],
    [
      'run iris lr = 0.1',
      'run takes at most 1 word; "lr" is one too many.',
      'run iris lr = 0.1',
      '         ^^^^^^^^',
      'run iris lr=0.1',
    ],
    [
      'run iris lr 0.1',
      'run takes at most 1 word; "lr" is one too many.',
      'run iris lr 0.1',
      '         ^^^^^^',
      'run iris lr=0.1',
    ],
    [
      'run iris lr =0.1',
      'run takes at most 1 word; "lr" is one too many.',
      'run iris lr =0.1',
      '         ^^^^^^^',
      'run iris lr=0.1',
    ],
    [
      'run iris lr= "a b"',
      'run takes at most 1 word; "a b" is one too many.',
      'run iris lr= "a b"',
      '         ^^^^^^^^^',
      'run iris lr="a b"',
    ],
    [
      'run iris rose',
      'run takes at most 1 word; "rose" is one too many.',
      'run iris rose',
      '         ^^^^',
      'run --help shows what it takes.',
    ],
    [
      'whoami now',
      'whoami takes no words; "now" is one too many.',
      'whoami now',
      '       ^^^',
      'whoami --help shows what it takes.',
    ],
    [
      'run iris prоd=1',
      'The name before = cannot hold "о" (U+043E).',
      'run iris prоd=1',
      '         ^^^^^^',
      'Names have letters a-z, digits, _ . and -.',
    ],
    [
      'runs staus=failed',
      'runs has no filter "staus". Did you mean status? It takes status=, by=, since=, not.tag=.',
      'runs staus=failed',
      '     ^^^^^',
      'runs status=failed',
    ],
    [
      'runs colour=red',
      'runs has no filter "colour". It takes status=, by=, since=, not.tag=.',
      'runs colour=red',
      '     ^^^^^^',
      'runs --help shows what it takes.',
    ],
    [
      'cancel last lr=1',
      'cancel takes no key=value.',
      'cancel last lr=1',
      '            ^^',
      'cancel --help shows what it takes.',
    ],
    ['run "iris', 'Quote opened at column 5 is not closed.', 'run "iris', '    ^', 'Close it with ", or leave it out.'],
    ['run “iris', 'Quote opened at column 5 is not closed.', 'run "iris', '    ^', 'Close it with ", or leave it out.'],
    [
      'run iris 😀é="',
      'Quote opened at column 13 is not closed.',
      'run iris 😀é="',
      '            ^',
      'Close it with ", or leave it out.',
    ],
  ])('%s', (text, ...expected) => expect(told(text)).toEqual(expected));

  it('is too long, has too many words or too long a value: nothing of it is echoed whole', () => {
    expect(told('x'.repeat(4001))).toEqual([
      'The line is 4,001 characters long; at most 4,000 are read.',
      'Send a shorter line.',
    ]);
    expect(read(`claim ${'w '.repeat(63)}`).operands).toHaveLength(63);
    expect(told(`claim ${'w '.repeat(64)}`)[0]).toBe('A line has at most 64 words.');
    expect(read(`run iris x=${'v'.repeat(2000)}`).assignments[0]?.value).toHaveLength(2000);
    for (const text of ['run iris x=V', 'run V', 'run iris --why=V', 'run iris --why V', 'runs by:V']) {
      const { message, details = [] } = refusal(() => read(text.replace('V', 'v'.repeat(2001))));
      expect(message).toBe('This value is 2,001 characters long; at most 2,000 are taken.');
      expect(details.join('').length).toBeLessThan(200);
    }
  });

  it('shows only the surroundings of a place in a long line', () => {
    const [, line, caret] = told(`claim ${'word '.repeat(50)} --wrong ${'word '.repeat(5)}`);
    expect(line).toBe('…ord word word word word word  --wrong word word word word word');
    expect(caret).toBe('                               ^^^^^^^');
  });

  it('writes out what cannot be seen, and offers no line that holds it', () => {
    const [message, line, caret, fix] = told('rnu "a\u202eb\0"');
    expect(message).toBe('Unknown command "rnu". Did you mean run?');
    expect([line, caret]).toEqual(['rnu "a\\u{202e}b\\u{0}"', '^^^']);
    expect(fix).toBe('Write run instead of rnu.');
    expect(told('run i\u200dris \u202e\u202e x')[1]).toBe('run iris \\u{202e}\\u{202e} x');
  });
});
