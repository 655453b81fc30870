import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLine } from '../../src/commands/line.ts';
import type { Reply } from '../../src/commands/reply.ts';
import { indexVerbs } from '../../src/commands/shape.ts';
import { sharingOf } from '../../src/commands/share.ts';
import { help } from '../../src/commands/verbs/help.ts';
import { verbs } from '../../src/commands/verbs.ts';
import { aRun } from '../support/a-run.ts';
import { generated } from '../support/generated.ts';

const index = indexVerbs(verbs);
const runs: Reply = { kind: 'runs', runs: [], filters: [] };

function sharing(text: string, reply: Reply = runs) {
  const line = parseLine(text, index);
  const verb = verbs.find(({ name }) => name === line.verb);
  if (!verb) throw new Error(`there is no ${line.verb}`);
  return sharingOf(verb, line, reply, index);
}

test('what was read is offered with the line as it was said, and shared where the line says so', () => {
  expect(sharing('ls')).toEqual({ kind: 'offered', line: 'list --share' });
  expect(sharing('logs last train --grep "it\'s"')).toEqual({
    kind: 'offered',
    line: 'logs last train --grep="it\'s" --share',
  });
  expect(sharing('status 7Q3K --share')).toEqual({ kind: 'shared' });
  expect(sharing('logs 7Q3K --file')).toEqual({ kind: 'shared' });
});

test('what is shared is about the run that was shown, whichever is the latest by then and wherever the line is said', () => {
  const run = aRun({ id: 'run-0001', shortId: '7Q3K' });
  const log: Reply = { kind: 'log', run, log: { step: 'train', lines: ['a line'], omitted: 0 } };
  const artifacts: Reply = { kind: 'artifacts', run, artifacts: [] };
  const metrics: Reply = { kind: 'metrics', run, metrics: [] };
  const asked: readonly (readonly [said: string, reply: Reply, offered: string])[] = [
    ['status', { kind: 'run', run }, 'status 7Q3K --share'],
    ['status churn', { kind: 'run', run }, 'status 7Q3K --share'],
    ['logs --tail 5', log, 'logs 7Q3K train --tail=5 --share'],
    ['logs last', log, 'logs 7Q3K train --share'],
    ['artifacts train', artifacts, 'artifacts 7Q3K train --share'],
    ['artifacts last-failed:churn train', artifacts, 'artifacts 7Q3K train --share'],
    ['artifacts https://pipehand.example/runs/run-0001/', artifacts, 'artifacts 7Q3K --share'],
    ['metrics ^ accuracy loss', metrics, 'metrics 7Q3K accuracy loss --share'],
    ['metrics accuracy', metrics, 'metrics 7Q3K accuracy --share'],
    ['metrics 7Q3K', metrics, 'metrics 7Q3K --share'],
  ];
  expect(asked.map(([said, reply]) => [said, sharing(said, reply)])).toEqual(
    asked.map(([said, , line]) => [said, { kind: 'offered', line }]),
  );
});

test('neither refusals, nor what was done, nor a link for one person, nor what is public already, is shared', () => {
  expect(sharing('status', { kind: 'problem', code: 'bug', message: 'no' })).toBeUndefined();
  expect(sharing('doctor --post', { kind: 'done', title: 'Posting', lines: [] })).toBeUndefined();
  expect(sharing('open last', { kind: 'link', title: 'run', url: 'https://pipehand.example/' })).toBeUndefined();
  expect(sharing('run iris')).toBeUndefined();
  expect(() => parseLine('open last --share', index)).toThrow('open has no option --share');
  expect(sharing(`help ${'x'.repeat(1_998)} ${'x'.repeat(1_990)}`)).toBeUndefined();
  expect(sharing(`help ${'x '.repeat(63)}`)).toBeUndefined();
  expect(sharing(`help ${'x '.repeat(62)}`)).toMatchObject({ kind: 'offered' });
});

test('whatever was asked, the line that shares it asks the same', () => {
  const words = fc.array(
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('--', '-x', 'a=b', "it's", '"', '')),
  );
  fc.assert(
    fc.property(words, (texts) => {
      const quoted = texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`);
      const asked = parseLine(['help', ...quoted].join(' '), index);
      const offered = sharingOf(help, asked, runs, index);
      if (offered?.kind !== 'offered') return;
      const shared = parseLine(offered.line, index);
      expect(shared.operands.map(({ text }) => text)).toEqual(asked.operands.map(({ text }) => text));
      expect([...shared.flags]).toEqual([['share', true]]);
    }),
    generated(2_000),
  );
});
