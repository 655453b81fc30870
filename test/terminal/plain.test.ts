import { expect, test } from 'vitest';
import { openTerminal, pipehandProgram } from './terminal.ts';
import { openWorkshop } from './workshop.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not come
const control = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not come
const colour = /\u001b\[[0-9;]*m/;

const failing = { 'failing.yml': 'command: echo boom >&2; exit 4\n' };

test('colours are there, and with NO_COLOR there is not one', async () => {
  const at = openWorkshop(failing);
  for (const [settings, coloured] of [
    [{}, true],
    [{ NO_COLOR: '1' }, false],
  ] as const) {
    const terminal = openTerminal({ ...at, settings });
    await terminal.prompts();
    await terminal.enter('list', 'failing');
    await terminal.enter('help', 'doctor');
    terminal.type('run failing\r');
    await terminal.shows('retry');
    await terminal.prompts();
    expect(colour.test(terminal.output())).toBe(coloured);
  }
});

test('a dumb terminal gets plain lines, and each run as it ended', async () => {
  const at = openWorkshop();
  const terminal = openTerminal({ ...at, settings: { TERM: 'dumb' } });
  await terminal.shows('Begin with: run relay');
  terminal.type('run relay\n');
  await terminal.shows('0 of 3 steps');
  at.letGo('first', 'second', 'third');
  await terminal.shows('3 of 3 steps');
  terminal.type('\u0004');
  expect(await terminal.ended()).toBe(0);
  expect(terminal.output()).not.toMatch(control);
});

test.each([
  ['the input is a pipe', (chat: string) => `printf 'run relay\\nwhoami\\n' | ${chat}`],
  ['the output is a pipe', (chat: string) => `echo; (echo run relay; echo whoami) | ${chat} | cat`],
])(
  'without a terminal, since %s, lines are answered in plain text and the run is told as it ended',
  async (_name, command) => {
    const at = openWorkshop();
    at.letGo('first', 'second', 'third');
    const chat = pipehandProgram('chat').join(' ');
    const terminal = openTerminal(at, { program: ['sh', '-c', command(chat)] });
    expect(await terminal.ended()).toBe(0);
    const output = terminal.output();
    expect(output).not.toMatch(control);
    expect(output).not.toContain('pipehand>');
    expect(output.match(/^relay · run \w{4} {2}\w+/gm)?.map((title) => title.split('  ')[1])).toEqual([
      expect.any(String),
      'Completed',
    ]);
    expect(output).toMatch(/^ {2}id +terminal:/m);
  },
);
