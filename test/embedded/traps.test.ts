import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Run } from '../../src/pipelines/types.ts';
import { ended, openEmbedded } from '../support/embedded.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const traps = join(import.meta.dirname, '..', 'fixtures', 'traps');

/** Runs a copy of the trap's definition to its end, which must be good; the functions answer what its steps left. */
async function runTrap(letter: string) {
  const home = temporaryFolder();
  const name = readdirSync(traps).find((each) => each.startsWith(`${letter}-`)) ?? letter;
  cpSync(join(traps, name), join(home, 'definitions', name), { recursive: true });
  const { service } = await openEmbedded({}, home);
  const runId = `trap-${letter}-${randomUUID()}`;
  const source = { kind: 'pipeline', name } as const;
  await service.submit({ runId, source, parameters: {}, submittedBy: 'terminal:ada' });
  const run = await ended(service, runId);
  expect(run.steps.map((step) => [step.name, step.status, step.failure?.cause ?? step.reason])).toEqual(
    run.steps.map((step) => [step.name, 'Completed', undefined]),
  );
  expect(run.status).toBe('Completed');

  return {
    run,
    log: async (step: string) => (await service.log(runId, step, { tail: 20 })).lines,
    /** Where the output of a step is, by Azure ML's rule for outputs without a path of their own. */
    output(step: string, output: string): string {
      return join(home, 'datastores', 'workspaceblobstore', 'azureml', stepId(run, step), output);
    },
    async artifacts(): Promise<Record<string, string>> {
      const texts = run.artifacts.map(async (artifact) => {
        const { stream } = await service.openArtifact(runId, artifact);
        return [artifact.path, await new Response(stream).text()] as const;
      });
      return Object.fromEntries(await Promise.all(texts));
    },
  };
}

function stepId(run: Run, name: string): string {
  const step = run.steps.find((each) => each.name === name);
  if (!step) throw new Error(`the run has no step ${name}`);
  return step.id;
}

/** The commands of all processes that were started for a run, whatever has become of their parents. */
function processesOf(runId: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || !readProcess(pid, 'environ').includes(`AZUREML_ROOT_RUN_ID=${runId}`)) return [];
    return [readProcess(pid, 'cmdline').join(' ').trim()];
  });
}

function readProcess(pid: string, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    // It ended meanwhile.
    return [];
  }
}

test('a: a job without a type runs as a command', async () => {
  const { log, output } = await runTrap('a');
  expect(await log('greet')).toEqual(['hello from a job without a type']);
  expect(readFileSync(join(output('greet', 'greeting'), 'hello.txt'), 'utf8')).toBe(
    'hello from a job without a type\n',
  );
});

test('b: data reaches a step whatever type was declared for it', async () => {
  const { log, output } = await runTrap('b');
  expect(await log('count')).toEqual(['3 rows']);
  expect(await log('last')).toEqual(['row c']);
  expect(readFileSync(join(output('last', 'last'), 'last.txt'), 'utf8')).toBe('row c\n');
});

test('c: the folder of an output is there before the command', async () => {
  const { output } = await runTrap('c');
  expect(readFileSync(join(output('write', 'result'), 'note.txt'), 'utf8')).toBe('written without mkdir\n');
});

test('d: of a file output only the parent folder is there, and the next step reads the file', async () => {
  const { log, output } = await runTrap('d');
  expect(await log('write')).toEqual(['nothing there yet']);
  expect(await log('read')).toEqual(['one line']);
  expect(readFileSync(output('write', 'report'), 'utf8')).toBe('one line\n');
});

test('e: outputs and logs are there before the command, and what is in them is kept', async () => {
  const { artifacts } = await runTrap('e');
  expect(await artifacts()).toEqual({ 'outputs/found.txt': 'outputs was here\n', 'logs/own.txt': 'logs was here\n' });
});

test('f: the output "artifacts" hands everything a step kept to the next one', async () => {
  const { log, artifacts } = await runTrap('f');
  expect(await log('show')).toEqual(['kept as an artifact']);
  expect(await artifacts()).toEqual({ 'outputs/kept.txt': 'kept as an artifact\n' });
});

test('g: a compute that an input names is told of, and the step runs here', async () => {
  const { run, log } = await runTrap('g');
  expect(run.notices).toEqual(['compute gpu-cluster → this machine']);
  expect(await log('work')).toEqual(['ran here']);
});

test('h: a step reads from a datastore what an earlier step of the same run wrote there', async () => {
  const { run, log } = await runTrap('h');
  expect(await log('read')).toEqual(['written in this run']);
  const [write, read] = run.steps;
  expect(write?.endedAt).toBeLessThanOrEqual(read?.startedAt ?? 0);
});

test('i: python is found where there is only python3', async () => {
  const bin = temporaryFolder();
  symlinkSync(execFileSync('bash', ['-c', 'echo $BASH']).toString().trim(), join(bin, 'bash'));
  const python3 = execFileSync('python3', ['-c', 'import sys; print(sys.executable)']).toString().trim();
  symlinkSync(python3, join(bin, 'python3'));
  vi.stubEnv('PATH', bin);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { log } = await runTrap('i');
  expect(await log('call')).toEqual(['python 3 answered']);
  expect(existsSync(join(bin, 'python'))).toBe(false);
});

test('j: a child in the background neither holds its step nor outlives it', async () => {
  const { run, log } = await runTrap('j');
  expect(await log('leave')).toEqual(['the shell is done']);
  expect((run.endedAt ?? Number.NaN) - run.submittedAt).toBeLessThan(10_000);
  await expect.poll(() => processesOf(run.id)).toEqual([]);
});

test('k: commands run in bash', async () => {
  const { log } = await runTrap('k');
  expect(await log('use')).toEqual(['second word: two', 'same']);
});

test('l: a value reaches the command as it was written', async () => {
  const { log, output } = await runTrap('l');
  const line = '1e-3 0.50 1.10 007 12:30 y True 2026-11-21 a#b';
  expect(readFileSync(join(output('print', 'values'), 'values.txt'), 'utf8')).toBe(`${line}\n`);
  expect(await log('print')).toEqual([line]);
  expect(await log('component')).toEqual(['rate 1e-3']);
});

test('m: a boolean reaches the command as Python writes it', async () => {
  const { output } = await runTrap('m');
  expect(readFileSync(join(output('look', 'seen'), 'seen.txt'), 'utf8')).toBe('False True False True\n');
});
