import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  claimForService,
  endLeftovers,
  endStep,
  isAlive,
  readClaim,
  readExitStatus,
} from '../../src/pipelines/embedded/step-claim.ts';
import { launchStep } from '../../src/pipelines/embedded/step-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function launch(command: string, folder = temporaryFolder(), environment: Readonly<Record<string, string>> = {}) {
  mkdirSync(join(folder, 'wd'), { recursive: true });
  const launched = launchStep({
    bash: '/bin/bash',
    command,
    folder,
    workingFolder: join(folder, 'wd'),
    logFile: join(folder, 'log'),
    environment: { PATH: process.env.PATH ?? '', ...environment },
  });
  return { folder, launched, log: () => readFileSync(join(folder, 'log'), 'utf8') };
}

async function run(command: string, environment?: Readonly<Record<string, string>>) {
  const { folder, launched, log } = launch(command, temporaryFolder(), environment);
  await (await launched).exited;
  return { folder, status: readExitStatus(folder), log: log() };
}

test('records the exit status and writes both outputs to the log', async () => {
  expect(await run('echo out; echo err >&2; exit 7')).toMatchObject({ status: 7, log: 'out\nerr\n' });
  expect(await run('true')).toMatchObject({ status: 0, log: '' });
  expect(await run('exec false')).toMatchObject({ status: 1 });
  expect(await run('trap "echo bye" EXIT; exit 2')).toMatchObject({ status: 2, log: 'bye\n' });
  expect(await run('kill -KILL $$')).toMatchObject({ status: 137 });
  expect(await run('no-such-program')).toMatchObject({ status: 127 });
  expect(await run('if')).toMatchObject({ status: 2, log: expect.stringContaining('syntax error') });
});

test('is bash, not sh, and begins in the working folder with nothing on its input', async () => {
  const { log, folder } = await run(
    '[[ a == a ]] && arr=(x y) && echo "${arr[1]}"; pwd; cat; set -o | grep -E "errexit|pipefail"',
  );
  expect(log.split('\n').map((line) => line.replace(/\s+/g, ' '))).toEqual([
    'y',
    join(folder, 'wd'),
    'errexit off',
    'pipefail off',
    '',
  ]);
});

test('sees the environment it was given and nothing else', async () => {
  const { log } = await run('env -0 | tr "\\0" "\\n" | cut -d= -f1 | sort', { rest: '1', REPLY: '2', stat: '3' });
  expect(
    log
      .trim()
      .split('\n')
      .filter((name) => !['OLDPWD', 'PWD', 'SHLVL', '_'].includes(name)),
  ).toEqual(['PATH', 'REPLY', 'rest', 'stat']);
});

test('ends when the shell ends, and then what it left in the background', async () => {
  const began = Date.now();
  const { log, folder } = await run('sleep 30 & echo $! > ../child; echo done');
  expect(log).toBe('done\n');
  expect(Date.now() - began).toBeLessThan(5_000);
  const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
  await expect
    .poll(() => existsSync(`/proc/${child}/cmdline`) && readFileSync(`/proc/${child}/cmdline`, 'utf8'))
    .toBeFalsy();
});

test('only one process can take a folder: a second start, and a start after the service took it, do nothing', async () => {
  const { folder, launched } = launch('echo once >> ../ledger; sleep 0.2');
  await launched;
  await expect.poll(() => readClaim(folder)?.by).toBe('process');
  await (await launch('echo twice >> ../ledger', folder).launched).exited;
  await (await launched).exited;
  expect(readFileSync(join(folder, 'ledger'), 'utf8')).toBe('once\n');
  expect(claimForService(folder)).toBe(false);

  const taken = temporaryFolder();
  expect(claimForService(taken)).toBe(true);
  expect(readClaim(taken)).toEqual({ by: 'service' });
  await (await launch('touch ../ran', taken).launched).exited;
  expect(existsSync(join(taken, 'ran'))).toBe(false);
});

test('is known again by pid, start time and boot; a stranger with its pid is not taken for it', async () => {
  const { folder, launched } = launch('sleep 30');
  const { pid, exited } = await launched;
  await expect.poll(() => readClaim(folder)).toMatchObject({ by: 'process', pid });
  const claim = readClaim(folder);
  if (claim?.by !== 'process') throw new Error('no process claimed the folder');
  expect(isAlive(claim)).toBe(true);
  expect(isAlive({ ...claim, startTime: '1' })).toBe(false);
  expect(isAlive({ ...claim, bootId: 'another' })).toBe(false);
  endLeftovers(claim);
  expect(isAlive(claim)).toBe(true);
  endStep(pid, folder, 5_000);
  await exited;
  expect(isAlive(claim)).toBe(false);
  expect(readExitStatus(folder)).toBe(143);
});

test('a step that will not end is ended by force', async () => {
  const { folder, launched } = launch('trap "" TERM; echo trapped; while true; do sleep 1; done');
  const { pid, exited } = await launched;
  await expect.poll(() => readClaim(folder)?.by).toBe('process');
  await expect
    .poll(() => existsSync(join(folder, 'log')) && readFileSync(join(folder, 'log'), 'utf8'))
    .toBe('trapped\n');
  endStep(pid, folder, 200);
  await exited;
  expect(readExitStatus(folder)).toBeUndefined();
});

test('an exit status or a claim that is only half written does not count', () => {
  const folder = temporaryFolder();
  expect(readClaim(folder)).toBeUndefined();
  writeFileSync(join(folder, 'exit'), '13');
  expect(readExitStatus(folder)).toBeUndefined();
  writeFileSync(join(folder, 'claim'), '4711 12');
  expect(readClaim(folder)).toEqual({ by: 'unnamed' });
});

test('the machine says no: the error comes through', async () => {
  await expect(launch('x'.repeat(200_000)).launched).rejects.toMatchObject({ code: 'E2BIG' });
});
