import { expect, test } from 'vitest';
import { startServer } from '../support/pipehand.ts';
import { beginRelay, completion, expectOneEnd } from './cards.ts';
import { openTerminal, pipehandProgram } from './terminal.ts';
import { expectCompletion, openWorkshop } from './workshop.ts';

test.each([
  ['of `start`', pipehandProgram('start'), 0],
  ['of `npm run pipehand -- chat`', ['npm', 'run', '-s', 'pipehand', '--', 'chat'], undefined],
])('closing the window %s in the middle of a run cancels nothing', async (_name, program, code) => {
  const at = openWorkshop();
  const terminal = openTerminal(at, { program });
  await beginRelay(terminal);
  terminal.hangUp();
  const ended = await terminal.ended();
  if (code !== undefined) expect(ended).toBe(code);
  await expectCompletion(at);
});

test('closing the window of a chat with a server cancels nothing', async () => {
  const at = openWorkshop();
  await startServer(at);
  const terminal = openTerminal(at);
  await beginRelay(terminal);
  terminal.hangUp();
  await terminal.ended();
  await expectCompletion(at);
});

test('when the server ends in the middle of a run, the chat takes over and shows the run to its end', async () => {
  const at = openWorkshop();
  const server = await startServer(at);
  const terminal = openTerminal(at);
  await beginRelay(terminal);
  await server.crash();
  at.letGo('first', 'second', 'third');
  await completion(terminal);
  expectOneEnd(terminal.screen);
  await terminal.enter('whoami', 'terminal:');
});
