import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { UserError } from '../../src/errors.ts';
import { limitLines } from '../../src/pipelines/embedded/step-limits.ts';
import { ended, openEmbedded } from '../support/embedded.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function run(limits: string, command: string) {
  const { service } = await openEmbedded(
    { 'p.yml': `command: ${JSON.stringify(command)}\n` },
    temporaryFolder(),
    limits,
  );
  const source = { kind: 'pipeline', name: 'p' } as const;
  await service.submit({ runId: 'run-limited', source, parameters: {}, submittedBy: 'terminal:ada' });
  const { status, steps, artifacts } = await ended(service, 'run-limited');
  return { status, step: steps[0], artifacts, log: (await service.log('run-limited', 'p', { tail: 20 })).lines };
}

test('a step that writes a file beyond the limit fails and says so, whatever it writes with; smaller ones are kept', async () => {
  const shell = await run(
    'file=2MB',
    'head -c 1000000 /dev/zero > outputs/small; head -c 9000000 /dev/zero > outputs/big',
  );
  expect(shell).toMatchObject({ status: 'Failed', step: { failure: { exitCode: 153 } } });
  expect(shell.step?.failure?.cause).toContain('grew beyond its limit');
  expect(shell.artifacts.map(({ path, size }) => [path, size <= 2_000_000])).toEqual([
    ['outputs/big', true],
    ['outputs/small', true],
  ]);
  const python = await run('file=2MB', `python3 -c "open('big', 'wb').write(bytes(9_000_000))"`);
  expect(python).toMatchObject({
    status: 'Failed',
    step: { failure: { cause: expect.stringContaining('File too large') } },
  });
  const log = await run('file=2MB', 'head -c 50000000 /dev/zero');
  expect(log).toMatchObject({ status: 'Failed', step: { failure: { exitCode: 153 } } });
});

test('a step that takes more memory than its limit fails, and says so itself', async () => {
  const { status, step } = await run('memory=500MB', 'python3 -c "bytearray(900_000_000)"');
  expect([status, step?.failure?.cause]).toEqual(['Failed', 'MemoryError']);
});

test('what is not limited is not', async () => {
  const { status, artifacts } = await run('', 'head -c 9000000 /dev/zero > outputs/big; ulimit -f; ulimit -v');
  expect([status, artifacts[0]?.size]).toEqual(['Completed', 9_000_000]);
});

test('a list that names other limits leaves the limit of a file as it is', () => {
  const limits = (list: string) => readConfig({ PIPEHAND_STEP_LIMITS: list }, '/').stepLimits;
  expect(limitLines(limits('memory=8GB'))).toBe(limitLines('file=20GB,memory=8GB'));
  expect(limitLines(limits('memory=8GB,file=30GB'))).toBe(limitLines('memory=8GB,file=30GB'));
});

test('the limits are read from a list; another form stops the start', async () => {
  const limits = 'file=3GB,memory=512MB,processes=77';
  expect(readConfig({ PIPEHAND_STEP_LIMITS: limits }, '/').stepLimits).toBe(limits);
  expect(readConfig({}, '/').stepLimits).toBe('file=20GB');
  expect(readConfig({ PIPEHAND_STEP_LIMITS: 'none' }, '/').stepLimits).toBe('none');
  expect(limitLines('none')).toBe('');
  const { log } = await run(limits, 'ulimit -f; ulimit -v; ulimit -u');
  expect(log).toEqual(['2929687', '500000', '77']);
  for (const wrong of [
    'file=3',
    'file=0GB',
    'memory=1TB',
    'cpu=3',
    'file=1GB processes=2',
    'file=1GB,',
    'none,file=1GB',
  ]) {
    expect(() => readConfig({ PIPEHAND_STEP_LIMITS: wrong }, '/')).toThrow(UserError);
  }
});
