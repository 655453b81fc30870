import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { yaml } from '../definition/definition-folder.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

const project = join(import.meta.dirname, '..', '..');

/** The program in `root`, the project or a copy of it, as npm starts it. */
function commandLine(args: readonly string[], root = project): [string, string[]] {
  return [process.execPath, [join(root, 'test', 'public', 'try-public.ts'), ...args]];
}

/** What a server in use may have in its environment: to join it would be a fault. */
const inUse = { DATABASE_URL: 'postgres://127.0.0.1:1/in-use', SLACK_BOT_TOKEN: 'xoxb-in-use' };

function tryPublic(args: readonly string[], options: { temporary?: string; root?: string } = {}) {
  const env = { ...process.env, ...inUse, TMPDIR: options.temporary ?? temporaryFolder() };
  return spawnSync(...commandLine(args, options.root), { env, encoding: 'utf8' });
}

/** A job that says which process it is in the file `pid`, and stays for a minute. */
function slowJob(pid: string): string {
  return `command: echo $$ > ${pid}.new && mv ${pid}.new ${pid} && exec sleep 60\n`;
}

function isAlive(pid: string): boolean {
  try {
    return process.kill(Number(readFileSync(pid, 'utf8')), 0);
  } catch {
    return false;
  }
}

const examples = {
  'assets/data.yml': '$schema: https://example.com/data.schema.json\npath: data.csv\n',
  'azure/pipeline.yml': yaml`
    jobs:
      search:
        type: sweep
      train:
        component: azureml:train@latest
      score:
        command: ls \${{inputs.model}} \${{inputs.data}}
        inputs:
          model: {path: 'azureml:model:3'}
          data: {path: 'azureml:rows:1'}
  `,
  'broken.yaml': '$schema: https://example.com/pipelineJob.schema.json\njobs: {a: {command: "ls\n',
  'fails/pipeline.yml': yaml`
    type: pipeline
    jobs:
      prepare: {command: echo ready}
      train: {command: "echo \\"KeyError: 'label'\\" >&2; exit 1"}
  `,
  'runs/data/rows.csv': 'a,b\n1,2\n',
  'runs/pipeline.yml': yaml`
    jobs:
      count:
        component: parts/count.yml
        inputs: {rows: {path: data/rows.csv}}
      show:
        command: grep 2 \${{inputs.counted}}/lines
        inputs: {counted: '\${{parent.jobs.count.outputs.counted}}'}
  `,
  'runs/parts/count.yml': yaml`
    $schema: https://example.com/commandComponent.schema.json
    command: wc -l < \${{inputs.rows}} > \${{outputs.counted}}/lines
    inputs: {rows: {type: uri_file}}
    outputs: {counted: {type: uri_folder}}
  `,
  'sweep.yml': 'type: sweep\n',
  '.github/workflows/test.yml': 'jobs: {test: {steps: []}}\n',
};

test('says what became of each job below a folder, and sums it up', () => {
  const temporary = temporaryFolder();
  const { status, stdout, stderr } = tryPublic([writeFiles(temporaryFolder(), examples)], { temporary });
  expect(stdout.split('\n')).toEqual([
    'refused    azure/pipeline.yml  pipeline.yml:2 jobs.search: a sweep is not run here; write a command job with fixed values, and start it once for each set of values (and 3 more)',
    'refused    broken.yaml  broken.yaml:2 is not valid YAML: a quoted text is not closed, or goes on in a line that is not indented more than its key',
    "failed     fails/pipeline.yml  train: KeyError: 'label'",
    'finished   runs/pipeline.yml',
    '',
    '4 of 4 jobs tried: 1 finished, 1 failed, 2 refused, 0 timed out, 0 crashed',
    '',
    'Failed, by first cause',
    "    1  KeyError: 'label'",
    '',
    'Refused, by kind of reason',
    '    1  jobs: a sweep is not run here',
    '    1  component: … is registered in Azure and not known here',
    '    1  inputs: … is registered in Azure and not known here (2 in all)',
    '    1  is not valid YAML: a quoted text is not closed, or goes on in a line that is not indented more than its key',
    '',
    'Not tried, because the file is no pipeline job and no command job',
    '    1  is an asset, not a job',
    '    1  is a component, not a job',
    '    1  a sweep is not run here',
    '',
  ]);
  expect(stderr).toContain('\n3 of 4  fails/pipeline.yml\n');
  expect(status).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
});

test('cancels a run that takes longer than its limit, goes on with the next file, and keeps the home it was given', () => {
  const pid = join(temporaryFolder(), 'pid');
  const home = temporaryFolder();
  const folder = writeFiles(temporaryFolder(), { 'slow.yml': slowJob(pid), 'torn.yml': 'type: command\n- x\n' });
  const { status, stdout } = tryPublic([folder, '--limit', '2', '--home', home]);
  expect(stdout).toMatch(/^timed out {2}slow\.yml\nrefused {4}torn\.yml .*\n\n2 of 2 jobs tried: .* 1 timed out/);
  expect(status).toBe(0);
  expect(existsSync(pid)).toBe(true);
  expect(isAlive(pid)).toBe(false);
  expect(readdirSync(join(home, 'runs'))).toHaveLength(1);
});

test('ends its run when it is interrupted, and says how far it came', async () => {
  const pid = join(temporaryFolder(), 'pid');
  const folder = writeFiles(temporaryFolder(), { 'a-slow.yml': slowJob(pid), 'b-next.yml': 'command: ls\n' });
  const child = spawn(...commandLine([folder]), { env: { ...process.env, TMPDIR: temporaryFolder() } });
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  await expect.poll(() => existsSync(pid), { timeout: 20_000 }).toBe(true);
  child.kill('SIGINT');
  expect(await closed).toBe(130);
  expect(out).toMatch(/^\n0 of 2 jobs tried: /);
  expect(isAlive(pid)).toBe(false);
});

test('tells a fault of Pipehand from a refusal, and ends with its exit code', () => {
  const root = temporaryFolder();
  for (const part of ['src', 'test/public', 'package.json']) {
    cpSync(join(project, part), join(root, part), { recursive: true });
  }
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  const fault = "export function rootNodes() {\n  throw new Error('planted');\n}\n";
  writeFileSync(join(root, 'src', 'pipelines', 'definition', 'root-node.ts'), fault);
  const { status, stdout } = tryPublic([writeFiles(temporaryFolder(), { 'a.yml': 'command: ls\n' })], { root });
  expect(stdout).toMatch(/^crashed {4}a\.yml .*Error: planted\n.*root-node\.ts/);
  expect(stdout).toContain('1 of 1 jobs tried: 0 finished, 0 failed, 0 refused, 0 timed out, 1 crashed');
  expect(status).toBe(70);
});

test('explains itself when the folder is not one', () => {
  for (const args of [[], [import.meta.filename], [import.meta.dirname, '--limit', 'soon']]) {
    const { status, stderr, stdout } = tryPublic(args);
    expect(stderr).toMatch(/^npm run -s try-public -- <folder>|\nnpm run -s try-public -- <folder>/);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  }
});
