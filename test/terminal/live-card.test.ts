import { expect, test } from 'vitest';
import { completion, copies, expectOneEnd, neverTwice } from './cards.ts';
import { openTerminal, promptSays } from './terminal.ts';
import { openWorkshop } from './workshop.ts';

test('a card is drawn again in place while the run goes on, and stays once when it has ended', async () => {
  const at = openWorkshop();
  const terminal = openTerminal(at);
  const { screen } = terminal;
  await terminal.prompts();
  neverTwice(screen);
  const titles = new Set<number>();
  screen.watch(() => titles.add(screen.everything().findIndex((row) => row.startsWith('relay · run'))));
  await terminal.enter('run relay', '0 of 3 steps');
  for (const [count, step] of ['first', 'second', 'third'].entries()) {
    at.letGo(step);
    await terminal.shows(`${count + 1} of 3 steps`);
  }
  await completion(terminal);
  expectOneEnd(screen);
  titles.delete(-1);
  expect(titles.size).toBe(1);
});

test('what is typed while the card changes keeps its text and its cursor, and is answered above the card', async () => {
  const at = openWorkshop();
  const terminal = openTerminal(at);
  const { screen } = terminal;
  await terminal.prompts();
  neverTwice(screen);
  await terminal.enter('run relay', '0 of 3 steps');
  terminal.type('descrbe solo');
  await terminal.prompts('descrbe solo');
  terminal.type('\u001b[D'.repeat(7));
  const here = 'pipehand> descr'.length;
  await terminal.until('the cursor stands in the word', () => screen.cursor().column === here);
  at.letGo('first');
  await terminal.shows('1 of 3 steps');
  await terminal.until(
    'the cursor is back',
    () => promptSays(screen, 'descrbe solo') && screen.cursor().column === here,
  );
  terminal.type('i');
  await terminal.prompts('describe solo');
  await terminal.enter('', 'alone');
  const rows = screen.rows();
  expect(rows.indexOf('pipehand> describe solo')).toBeLessThan(rows.findIndex((row) => row.startsWith('relay · run')));
  at.letGo('second', 'third');
  await completion(terminal);
  expectOneEnd(screen);
});

test('the words that Tab lists do not tear the card from its place', async () => {
  const at = openWorkshop();
  const terminal = openTerminal(at);
  const { screen } = terminal;
  await terminal.prompts();
  neverTwice(screen);
  await terminal.enter('run relay', '0 of 3 steps');
  terminal.type('ru\t');
  await terminal.prompts('run');
  terminal.type('\t');
  await terminal.until('the words are listed', () => screen.rows().some((row) => /^run +runs$/.test(row)));
  await terminal.prompts('run');
  at.letGo('first');
  await terminal.shows('1 of 3 steps');
  await terminal.prompts('run');
  terminal.type('\u0015');
  at.letGo('second', 'third');
  await completion(terminal);
  expectOneEnd(screen);
});

test('lines pasted together are answered one after the other, each under itself', async () => {
  const at = openWorkshop();
  const terminal = openTerminal(at);
  const { screen } = terminal;
  await terminal.prompts();
  neverTwice(screen);
  terminal.type('run relay\rdescribe solo\rwhoami\r');
  await terminal.shows('terminal:');
  await terminal.shows('0 of 3 steps');
  at.letGo('first', 'second', 'third');
  await completion(terminal);
  expectOneEnd(screen);
  const said = screen.everything().filter((row) => /^(pipehand> )?(run relay|describe solo|whoami)$/.test(row));
  expect(said).toEqual(['pipehand> run relay', 'pipehand> describe solo', 'pipehand> whoami']);
});

test.each([['reflow'], ['cut']] as const)(
  'the window changes its size while the card is live (%s)',
  async (resizing) => {
    const at = openWorkshop();
    const terminal = openTerminal(at, { resizing });
    const { screen } = terminal;
    await terminal.prompts();
    await terminal.enter('whoami', 'terminal:');
    await terminal.enter('run relay', '0 of 3 steps');
    const typed = 'describe solo and more words than fit';
    terminal.type(typed);
    await terminal.prompts(typed);
    const sizes = { first: [30, 24], second: [100, 12], third: [40, 30] } as const;
    for (const [step, [columns, rows]] of Object.entries(sizes)) {
      await terminal.resize(columns, rows);
      at.letGo(step);
      await terminal.until(`${step} is done`, () => screen.rows().some((row) => row.includes(`✓ ${step}`)));
      await terminal.until('the line is kept', () => promptSays(screen, typed));
      expect(copies(screen)).toEqual([]);
    }
    await completion(terminal, typed);
    expectOneEnd(screen);
    // A terminal that cuts rows gives no hint of it, so that one row above the card may go with it.
    const before = resizing === 'reflow' ? ['whoami', 'run relay'] : ['whoami'];
    const said = [...before, typed].map((line) => `pipehand> ${line}`);
    expect(
      screen
        .everything()
        .join('')
        .match(/pipehand> (whoami|run relay|describe[a-z ]*)/g),
    ).toEqual(said);
  },
);
