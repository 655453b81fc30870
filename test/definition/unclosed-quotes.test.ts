import { expect, test } from 'vitest';
import { refusal } from './definition-folder.ts';

const words =
  'is not valid YAML: a quoted text is not closed, or goes on in a line that is not indented more than its key';

test.each([
  ['a value to the end of the file', 'type: command\ndescription: "half\ncommand: ls\ninputs:\n  a: 1\n', 2],
  ['a value inside braces', 'jobs:\n  a:\n    inputs: {x: "half\n    command: ls\n  b:\n    command: ls\n', 3],
  ['a text that ends where its indentation does', "type: command\ncommand: 'ls\ninputs:\n  a: 'x'\n", 2],
])('a quote that is not closed is told by the line it opens in: %s', (_, text, line) => {
  expect(refusal({ 'pipeline.yml': text }).details).toEqual([`pipeline.yml:${line} ${words}`]);
});
