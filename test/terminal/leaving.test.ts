import { expect, test } from 'vitest';
import { startServer } from '../support/pipehand.ts';
import { beginRelay } from './cards.ts';
import { openTerminal, pipehandProgram, type Terminal } from './terminal.ts';
import { expectCompletion, openWorkshop } from './workshop.ts';

/** Expects that the program ends, says that one run goes on, and leaves the cursor to the shell. */
async function expectFarewell({ ended, screen }: Terminal): Promise<void> {
  expect(await ended()).toBe(0);
  expect(screen.rows()).toContainEqual(expect.stringMatching(/^1 run goes on/));
  expect(screen.cursor().column).toBe(0);
}

test.each([
  ['Ctrl-C', 'start', '\u0003'],
  ['Ctrl-D', 'chat', '\u0004'],
  ['exit', 'chat', 'exit\r'],
])('%s leaves `%s`, says that the run goes on, and it does', async (_name, verb, keys) => {
  const at = openWorkshop();
  const terminal = openTerminal(at, { program: pipehandProgram(verb) });
  await beginRelay(terminal);
  terminal.type(keys);
  await expectFarewell(terminal);
  await expectCompletion(at);
});

test('Ctrl-C leaves a chat with a server, says that the run goes on, and the server finishes it', async () => {
  const at = openWorkshop();
  const server = await startServer(at);
  const terminal = openTerminal(at);
  await beginRelay(terminal);
  terminal.type('\u0003');
  await expectFarewell(terminal);
  at.letGo('first', 'second', 'third');
  await expect.poll(() => at.ledger(), { timeout: 10_000 }).toEqual(['first', 'second', 'third']);
  await expectCompletion(at);
  expect(await server.stop()).toBe(0);
});

test('Ctrl-C first takes back what was typed, wherever the cursor stands; with nothing going on it just leaves', async () => {
  const terminal = openTerminal(openWorkshop());
  await terminal.prompts();
  terminal.type('run relay');
  await terminal.prompts('run relay');
  terminal.type('\u001b[D\u001b[D');
  terminal.type('\u0003');
  await terminal.prompts();
  terminal.type('\u0003');
  expect(await terminal.ended()).toBe(0);
  expect(terminal.output()).not.toContain('goes on');
  expect(terminal.screen.cursor().column).toBe(0);
});
