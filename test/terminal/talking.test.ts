import { expect, test } from 'vitest';
import { copies } from './cards.ts';
import { openTerminal, pipehandProgram } from './terminal.ts';
import { openWorkshop } from './workshop.ts';

test('the greeting leads a newcomer to the first line, and the line works as it stands there', async () => {
  const at = openWorkshop();
  const terminal = openTerminal(at, { program: pipehandProgram('start') });
  await terminal.prompts();
  const greeting = terminal.screen.rows().join('\n');
  expect(greeting).toMatch(/web on http:\/\/127\.0\.0\.1:\d+ · pipelines: relay, solo\n/);
  expect(greeting).toContain('nothing is canceled');
  const [, line = ''] = /Begin with: (run \w+)/.exec(greeting) ?? [];
  expect(line).toBe('run relay');
  at.letGo('first', 'second', 'third');
  await terminal.enter(line, '3 of 3 steps');
  expect(copies(terminal.screen)).toEqual([]);
});

test('where there is no pipeline, the greeting says how to have one', async () => {
  const at = openWorkshop();
  const terminal = openTerminal({ ...at, pipelines: at.home }, {});
  await terminal.prompts();
  expect(terminal.screen.rows().join('\n')).toContain('There is no pipeline yet');
});

test('Tab completes verbs, pipelines, parameters, flags and runs', async () => {
  const terminal = openTerminal(openWorkshop());
  await terminal.prompts();
  await typed('desc\t', 'describe');
  await typed('so\t', 'describe solo');
  await typed('\u0015ru\t', 'run');
  await typed(' re\t', 'run relay');
  await typed('ep\t', 'run relay epochs=');
  await typed('4 l\t', 'run relay epochs=4 learning_rate=');
  await typed('0.2 --ex\t', 'run relay epochs=4 learning_rate=0.2 --experiment');
  await typed('\u0015logs last-f\t', 'logs last-failed');
  await typed('\u0015nothing-like-it\t', 'nothing-like-it');

  async function typed(keys: string, line: string): Promise<void> {
    terminal.type(keys);
    await terminal.prompts(line);
  }
});

test('the arrow keys bring earlier lines back, also in the next chat', async () => {
  const at = openWorkshop();
  const first = openTerminal(at);
  await first.prompts();
  await first.enter('runs', 'None.');
  await first.enter('whoami', 'terminal:');
  first.type('\u001b[A');
  await first.prompts('whoami');
  first.type('\u001b[A');
  await first.prompts('runs');
  first.type('\u001b[B');
  await first.prompts('whoami');
  first.type('\u0015');
  await first.prompts();
  first.type('\u0004');
  expect(await first.ended()).toBe(0);

  const second = openTerminal(at);
  await second.prompts();
  second.type('\u001b[A\u001b[A');
  await second.prompts('runs');
  await second.enter('', 'None.');
});

test('wide letters keep their columns, also where one does not fit the end of a row', async () => {
  const words = '来月の売上をこれまでの数字から予測して報告書にする';
  const at = openWorkshop({ 'sales.yml': `description: ${words}\ncommand: echo hi\n` });
  const terminal = openTerminal(at, { columns: 21 });
  const { screen } = terminal;
  await terminal.prompts();
  await terminal.press(`${words}か`);
  await terminal.enter('', 'Try: ');
  await terminal.enter('describe sales', 'Run it');
  const all = screen.everything();
  const first = all.indexOf('pipehand> 来月の売上');
  expect(all.slice(first + 1, first + 5)).toEqual(['をこれまでの数字から', '予測して報告書にする', 'か', '']);
  expect(all.filter((row) => row.startsWith('pipehand>'))).toHaveLength(3);
  expect(all.slice(first + 5).join('')).toContain(words);
});
