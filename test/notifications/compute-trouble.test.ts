import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { firstCause } from '../../src/pipelines/embedded/first-cause.ts';
import { judge, type StepFacts, troubleIn } from '../../src/pipelines/embedded/judge.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

const facts: StepFacts = {
  exitStatus: 1,
  startedAt: 0,
  endedAt: 5_000,
  timeoutSeconds: undefined,
  endedBecause: undefined,
  diskFull: false,
};

/** What bash says of a command and answers, as a step's log and exit status have it, read for trouble of the machine. */
function trouble(command: string): string | undefined {
  const { stdout, stderr, status } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  const cause = firstCause(`${stdout}${stderr}`.split('\n')) ?? '';
  return troubleIn(cause, status ?? undefined)?.cause;
}

test('a step that was killed, or vanished while the disk is full, met trouble of the machine; one we ended did not', () => {
  const compute = (known: Partial<StepFacts>) => judge({ ...facts, ...known }).compute?.cause;
  expect(compute({ exitStatus: 137 })).toBe('a step was killed, most often because memory ran out');
  expect(compute({ exitStatus: undefined, diskFull: true })).toBe('the disk is full');
  expect(compute({ exitStatus: undefined })).toBeUndefined();
  expect(compute({ exitStatus: 1 })).toBeUndefined();
  expect(compute({ exitStatus: 137, endedBecause: 'canceled by terminal:ada' })).toBeUndefined();
  expect(compute({ exitStatus: 137, timeoutSeconds: 5 })).toBeUndefined();
});

test('the log tells of a full disk and of an interpreter that is gone', () => {
  const folder = writeFiles(temporaryFolder(), { 'train.py': '#!/usr/bin/env python9\n' });
  expect(trouble('echo much > /dev/full')).toBe('the disk is full');
  expect(trouble('python9 train.py')).toBe('python9 is missing');
  expect(trouble('/opt/venv/bin/python3.12 train.py')).toBe('python3.12 is missing');
  expect(trouble(`chmod +x ${folder}/train.py; ${folder}/train.py`)).toBe('python9 is missing');
  expect(trouble('PATH=; docker run x')).toBe('docker is missing');
});

test('what the step itself did wrong is no trouble of the machine', () => {
  expect(trouble('pyton train.py')).toBeUndefined();
  expect(trouble('train.R')).toBeUndefined();
  expect(trouble('cat /no/python')).toBeUndefined();
  expect(trouble('echo "python: command not found"; exit 1')).toBeUndefined();
  expect(trouble('echo "Error: no column"; exit 127')).toBeUndefined();
});
