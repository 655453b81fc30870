import { expect, test } from 'vitest';
import { openWorkspace, people } from './a-workspace.ts';

const leaves = { 'leaves.yml': 'command: |\n  echo a line\n  echo forty-two > outputs/answer.txt\n' };

test('where no files can be sent, a line that asks for one is refused in words with a line that can be said', async () => {
  const { say, sayToEnd } = await openWorkspace(leaves);
  const { shortId } = await sayToEnd('run leaves');
  for (const user of [people.teams, people.terminal]) {
    expect(await say('logs last:leaves --file', user)).toEqual({
      kind: 'problem',
      code: 'conflict',
      message: 'Files can be sent in Slack only.',
      fix: `logs ${shortId} leaves`,
    });
    const answer = await say('artifacts last:leaves --file outputs/answer.txt', user);
    expect(answer).toMatchObject({ kind: 'problem', code: 'conflict', fix: `artifacts ${shortId}` });
  }
  expect(await say('logs last:leaves --file', people.slack)).toMatchObject({ kind: 'log' });
});
