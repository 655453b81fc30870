import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pipehand, say } from '../support/pipehand.ts';
import { openTerminal } from './terminal.ts';
import { openWorkshop } from './workshop.ts';

/** Sets a window's title, clears the screen, goes elsewhere, rings, and turns the text around. */
const attack = '\u001b]0;owned\u0007\u001b[2J\u001b[9;9H\u009b2J\u202eecho';

/** The same in the words of YAML and of bash. */
const inYaml = JSON.stringify(attack).replaceAll('\u009b', '\\u009b').replaceAll('\u202e', '\\u202e');
const inBash = `$'\\e]0;owned\\a\\e[2J\\e[9;9H\\u009b2J\\u202eecho'`;

// The screen of these tests throws on every sequence that the chat does not need: reaching the end is most of the proof.

test('what a step writes and leaves reaches the terminal in letters only', async () => {
  const at = openWorkshop({
    'shouting.yml': `
inputs: { note: quiet }
outputs: { left: { type: uri_folder } }
command: |
  touch \${{outputs.left}}/${inBash}.txt
  mkdir -p outputs; touch outputs/${inBash}.txt
  printf 'one\\rtwo\\tthree\\b\\n'
  echo ${inBash} >&2
  exit 4
`,
  });
  const terminal = openTerminal(at);
  await terminal.prompts();
  terminal.type('run shouting\r');
  await terminal.shows('Next: retry');
  await terminal.prompts();
  await terminal.enter('logs last', 'log of shouting');
  await terminal.enter('artifacts last', '· artifacts');
  const all = terminal.screen.everything().join('');
  expect(all).toContain('\\u{1b}]0;owned\\u{7}\\u{1b}[2J');
  expect(all).toContain('\\u{9b}2J\\u{202e}echo');
});

test('values that others gave reach the terminal in letters only, also where Tab brings them back', async () => {
  const at = openWorkshop({ 'polite.yml': `command: echo "\${{inputs.note}}"\ninputs: { note: hello }\n` });
  const submitted = await pipehand(at, [
    'submit',
    join(at.pipelines, 'polite.yml'),
    `note=${attack}`,
    '--json',
    '--wait',
  ]);
  const { shortId } = JSON.parse(submitted.out).run;
  const terminal = openTerminal(at);
  await terminal.prompts();
  await terminal.enter(`status ${shortId}`, 'Parameters');
  expect(terminal.screen.everything().join('')).toContain('\\u{1b}]0;owned');
  terminal.type(`rerun ${shortId} no\t`);
  await terminal.until('Tab answered', () => /no(te=.*)?$/.test(terminal.screen.line().trimEnd()));
  terminal.type('\u0015');
  await terminal.prompts();
  await terminal.enter('whoami', 'terminal:');
});

test('definitions with such names and words are shown as what they are', async () => {
  const at = openWorkshop({
    [`so${attack}.yml`]: 'command: echo hi\n',
    'words.yml': `description: ${inYaml}\ncommand: echo hi\n`,
    'bad_step.yml': `type: pipeline\njobs:\n  ${inYaml}:\n    command: echo hi\n`,
  });
  const terminal = openTerminal(at);
  await terminal.prompts();
  await terminal.enter('list', 'Run one');
  await terminal.enter('describe words', 'Run it');
  await terminal.enter('run bad_step', 'Try');
  terminal.type('run s\t');
  await terminal.prompts('run solo');
  terminal.type('\u0015');
  await terminal.prompts();
  await terminal.enter('whoami', 'terminal:');
  expect(terminal.screen.everything().join('')).toContain('\\u{1b}]0;owned');
  expect((await say(at, 'list')).reply.pipelines.length).toBeGreaterThan(3);
});
