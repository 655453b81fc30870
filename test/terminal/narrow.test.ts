import { expect, test } from 'vitest';
import { widthOf } from '../../src/cards/text-layout.ts';
import { completion, expectOneEnd, neverTwice } from './cards.ts';
import { openTerminal, pipehandProgram, promptSays } from './terminal.ts';
import { openWorkshop } from './workshop.ts';

test.each([[30], [40], [80]])(
  'on %i columns no word is broken by the edge and no card is there twice',
  async (columns) => {
    const at = openWorkshop();
    const terminal = openTerminal(at, { columns });
    const { screen } = terminal;
    await terminal.prompts();
    neverTwice(screen);
    await terminal.enter('list', 'Run one');
    await terminal.enter('runs', 'None.');
    await terminal.enter('help', 'For example');
    await terminal.enter('run relay epochs=5', '0 of 3 steps');
    at.letGo('first', 'second', 'third');
    await completion(terminal);
    await terminal.enter('runs', 'Look closer');
    const tooLong = (line: string) => line.split(' ').some((word) => widthOf(word) > columns - 4);
    expect(screen.broken().filter((line) => !tooLong(line))).toEqual([]);
  },
);

test.each([[30], [40]])('on %i columns a typed line that reaches the edge leaves nothing behind', async (columns) => {
  const at = openWorkshop();
  const terminal = openTerminal(at, { columns });
  const { screen } = terminal;
  const room = columns - 'pipehand> '.length;
  const lengths = [room - 1, room, room + 1, room + columns];
  await terminal.prompts();
  neverTwice(screen);
  for (const length of lengths) await enterUnknown('x'.repeat(length));
  await terminal.enter('run relay', '0 of 3 steps');
  for (const length of lengths) await enterUnknown('y'.repeat(length));
  at.letGo('first', 'second', 'third');
  await completion(terminal);
  expectOneEnd(screen);
  const all = screen.everything().join('\n');
  expect(all).not.toMatch(/\n\n\npipehand> /);
  const said = all.replaceAll(/(?<=[xy])\n(?=[xy])/g, '').match(/> [xy]+/g);
  expect(said?.map((line) => line.length - '> '.length)).toEqual([...lengths, ...lengths]);

  async function enterUnknown(word: string): Promise<void> {
    const answers = () => screen.everything().filter((row) => row.startsWith('Try: ')).length;
    const before = answers();
    await terminal.press(word);
    terminal.type('\r');
    await terminal.until('it is answered', () => answers() > before);
    await terminal.prompts();
  }
});

test('forty steps on ten rows: the card keeps to the screen, and its end stays once', async () => {
  const steps = Array.from({ length: 40 }, (_, at) => `  step_${at + 1}:\n    command: 'true'\n`).join('');
  const at = openWorkshop({ 'forty.yml': `type: pipeline\njobs:\n${steps}` });
  const terminal = openTerminal(at, { columns: 60, rows: 10 });
  const { screen } = terminal;
  await terminal.prompts();
  neverTwice(screen);
  terminal.type('run forty\r');
  await terminal.shows('Running');
  const typed = 'describe a line that is longer than one row of this window';
  await terminal.press(typed);
  const isEnd = (row: string) => /^forty · run \w{4} {2}Completed$/.test(row);
  await terminal.until('it is done', () => screen.everything().some(isEnd) && promptSays(screen, typed));
  const all = screen.everything().join('\n');
  expect(all).toContain('\npipehand> run forty\n\nforty · run');
  expect(all).toContain('40 of 40 steps');
  expect(all).not.toMatch(/Running|Queued|more lines/);
});

test('the colours of a card never reach the line that is typed, however little room there is', async () => {
  const name = 'a_pipeline_whose_title_takes_two_rows_';
  const at = openWorkshop({ [`${name}.yml`]: 'command: exit 4\n' });
  const terminal = openTerminal(at, { columns: 45, rows: 7 });
  const { screen } = terminal;
  await terminal.prompts();
  screen.watch(() => {
    const { row } = screen.cursor();
    if (screen.rows()[row]?.startsWith('pipehand>')) expect(screen.looks(row).join('')).toBe('');
  });
  await terminal.enter(`run ${name}`, 'Next:');
  await terminal.until('it has failed', () => screen.everything().some((row) => row.startsWith('Next: retry')));
  await terminal.prompts();
  expect(terminal.output()).toContain('\u001b[31mFailed');
});

test('a terminal that does not tell its size is taken for an ordinary one', async () => {
  const at = openWorkshop();
  const said = openTerminal(at, { program: pipehandProgram('say', 'list'), tellsSize: false });
  expect(await said.ended()).toBe(0);
  expect(said.screen.rows()).toContain('Name   Version  State  What it does');

  const terminal = openTerminal(at, { tellsSize: false });
  const { screen } = terminal;
  await terminal.prompts();
  neverTwice(screen);
  await terminal.enter('run relay', '0 of 3 steps');
  at.letGo('first', 'second', 'third');
  await completion(terminal);
  expectOneEnd(screen);
});
