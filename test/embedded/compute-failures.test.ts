import { expect, test } from 'vitest';
import { startFailure } from '../../src/pipelines/embedded/start-step.ts';
import { ended, openEmbedded } from '../support/embedded.ts';

/** What each step says of the machine, as the run is read from the store. */
async function troubles(commands: Readonly<Record<string, string>>) {
  const jobs = Object.entries(commands).map(
    ([name, command]) => `  ${name}: { command: ${JSON.stringify(command)} }\n`,
  );
  const { service } = await openEmbedded({ 'p.yml': `type: pipeline\njobs:\n${jobs.join('')}` });
  const source = { kind: 'pipeline', name: 'p' } as const;
  await service.submit({ runId: 'run-1', source, parameters: {}, submittedBy: 'terminal:ada' });
  const { steps } = await ended(service, 'run-1');
  return Object.fromEntries(steps.map(({ name, failure }) => [name, failure?.compute?.cause]));
}

test('a machine that fails a step is told apart from a step that fails, and the run says so', async () => {
  expect(
    await troubles({
      killed: 'kill -KILL $$',
      full: 'cp /dev/zero /dev/full',
      interpreter: 'Rscript-4 x || PATH= Rscript train.R',
      typo: 'pyton train.py',
      own: 'echo "python: command not found"; exit 1',
      missing: 'cat /no/python',
      wrong: 'exit 3',
    }),
  ).toEqual({
    killed: 'a step was killed, most often because memory ran out',
    full: 'the disk is full',
    interpreter: 'Rscript is missing',
    typo: undefined,
    own: undefined,
    missing: undefined,
    wrong: undefined,
  });
});

test('a step that is ended on purpose says nothing of the machine, though it was killed', async () => {
  const { service } = await openEmbedded({
    'p.yml': 'command: trap "" TERM; sleep 30 & wait; wait\nlimits: { timeout: 1 }\n',
  });
  const source = { kind: 'pipeline', name: 'p' } as const;
  await service.submit({ runId: 'run-1', source, parameters: {}, submittedBy: 'terminal:ada' });
  const [step] = (await ended(service, 'run-1')).steps;
  expect(step).toMatchObject({ status: 'Canceled' });
  expect(step?.failure).toBeUndefined();
});

test('a machine that starts no more processes, or whose disk is full, is named; a step that asks too much is not', () => {
  const failure = (code: string) => startFailure(Object.assign(new Error(code), { code }))?.compute?.cause;
  expect(['EAGAIN', 'ENOMEM', 'ENOSPC', 'EDQUOT'].map(failure)).toEqual([
    'this machine cannot start more processes',
    'this machine cannot start more processes',
    'the disk is full',
    'the disk is full',
  ]);
  expect(['E2BIG', 'EACCES', 'ENOENT'].map(failure)).toEqual([undefined, undefined, undefined]);
});
