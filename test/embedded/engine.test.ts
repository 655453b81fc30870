import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EmbeddedService } from '../../src/pipelines/embedded/embedded-service.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { ended, openEmbedded } from '../support/embedded.ts';

/** Submits the definition `p.yml` and answers the run as it ended. */
async function runIt({ service }: EmbeddedService, parameters: Readonly<Record<string, string>> = {}): Promise<Run> {
  await service.submit({
    runId: 'run-1',
    source: { kind: 'pipeline', name: 'p' },
    parameters,
    submittedBy: 'terminal:ada',
  });
  return ended(service, 'run-1');
}

const states = (run: Run) => Object.fromEntries(run.steps.map(({ name, status }) => [name, status]));

test('ready steps run side by side, as many as there are slots', async () => {
  const meet = (me: string, other: string) => `
  ${me}:
    command: touch ../mark-${me}; for i in $(seq 100); do ls ../../*/mark-${other} 2>/dev/null && exit 0; sleep 0.05; done; exit 1`;
  const embedded = await openEmbedded({ 'p.yml': `type: pipeline\njobs:${meet('a', 'b')}${meet('b', 'a')}\n` });
  expect(states(await runIt(embedded))).toEqual({ a: 'Completed', b: 'Completed' });
});

test('a step that runs longer than its limit is canceled, and the run fails with the reason', async () => {
  const embedded = await openEmbedded({
    'p.yml': 'type: pipeline\njobs:\n  slow:\n    command: sleep 30\n    limits: { timeout: 1 }\n',
  });
  const run = await runIt(embedded);
  expect(run).toMatchObject({ status: 'Failed', reason: 'slow ran longer than its limit of 1 s' });
  expect(run.steps[0]).toMatchObject({ status: 'Canceled', reason: 'ran longer than its limit of 1 s' });
});

test('continue_on_step_failure: false ends what runs and starts nothing more; by default the others go on', async () => {
  const jobs = `
jobs:
  fails:
    command: sleep 0.2; exit 1
  goes_on:
    command: sleep 1.2
    outputs: { o: }
  later:
    command: "true"
    inputs: { o: "\${{parent.jobs.goes_on.outputs.o}}" }
`;
  const stopping = await openEmbedded({
    'p.yml': `type: pipeline\nsettings: { continue_on_step_failure: false }${jobs}`,
  });
  const stopped = await runIt(stopping);
  expect(states(stopped)).toEqual({ fails: 'Failed', goes_on: 'Canceled', later: 'Canceled' });
  expect(stopped.status).toBe('Failed');
  expect(stopped.steps[1]?.reason).toBe('stopped because fails did not complete');

  const going = await openEmbedded({ 'p.yml': `type: pipeline${jobs}` });
  const run = await runIt(going);
  expect(states(run)).toEqual({ fails: 'Failed', goes_on: 'Completed', later: 'Completed' });
  expect(run.status).toBe('Failed');
});

test('cancelling ends the whole group of a step, also one that ignores the request, and what left the group', async () => {
  const embedded = await openEmbedded({
    'p.yml': `
type: pipeline
jobs:
  stubborn:
    command: trap "" TERM; setsid sleep 61 & sleep 62 & echo $! > ../child; while true; do sleep 0.1; done
`,
  });
  const { service, home } = embedded;
  const { shortId } = await service.submit({
    runId: 'run-1',
    source: { kind: 'pipeline', name: 'p' },
    parameters: {},
    submittedBy: 'terminal:ada',
  });
  const folder = join(home, 'runs', shortId, '1-stubborn');
  await expect
    .poll(() => existsSync(join(folder, 'child')) && readFileSync(join(folder, 'child'), 'utf8'))
    .toBeTruthy();
  await service.cancel('run-1', 'terminal:ada');
  const run = await ended(service, 'run-1');
  expect(run).toMatchObject({ status: 'Canceled', reason: 'canceled by terminal:ada' });
  const left = () => spawnSync('pgrep', ['-f', 'sleep 6[12]$']).stdout.toString();
  await expect.poll(left, { timeout: 5_000 }).toBe('');
});

test('a cancelled step is asked first and may tidy up; it is canceled whatever it ends with', async () => {
  const { service } = await openEmbedded({
    'p.yml': 'command: "trap \'echo tidy; exit 0\' TERM; echo ready; sleep 60 & wait"\n',
  });
  await service.submit({
    runId: 'run-1',
    source: { kind: 'pipeline', name: 'p' },
    parameters: {},
    submittedBy: 'terminal:ada',
  });
  const step = (await service.find('run-1'))?.steps[0]?.name ?? '';
  await expect.poll(async () => (await service.log('run-1', step, { tail: 5 })).lines).toEqual(['ready']);
  await service.cancel('run-1', 'terminal:ada');
  const run = await ended(service, 'run-1');
  expect(run.steps[0]?.status).toBe('Canceled');
  expect((await service.log('run-1', step, { tail: 5 })).lines).toEqual(['ready', 'tidy']);
});

test('each step has its own copy of the code: what it changes there is gone, the kept copy is as it was', async () => {
  const embedded = await openEmbedded({
    'p/pipeline.yml': `
type: pipeline
jobs:
  first:
    code: ./src
    command: cat note.txt; echo changed > note.txt; rm -rf outputs
    outputs: { o: }
  second:
    code: ./src
    command: cat note.txt sub/deep.txt; ls
    inputs: { o: "\${{parent.jobs.first.outputs.o}}" }
`,
    'p/src/note.txt': 'as written\n',
    'p/src/sub/deep.txt': 'deep\n',
    'p/src/.amlignore': '*.big\n',
    'p/src/data.big': 'x',
    'p/src/__pycache__/x.pyc': 'x',
  });
  const run = await runIt(embedded);
  expect(run.status).toBe('Completed');
  const { lines } = await embedded.service.log(run.id, 'second', { tail: 20 });
  expect(lines).toEqual(['as written', 'deep', 'logs', 'note.txt', 'outputs', 'sub']);
});

test('a run keeps what it was submitted with, whatever happens to the files afterwards', async () => {
  const embedded = await openEmbedded({
    'p/pipeline.yml': `
type: pipeline
jobs:
  wait:
    command: sleep 0.5
    outputs: { o: }
  read:
    code: ./src
    command: cat note.txt \${{inputs.data}}
    inputs:
      o: "\${{parent.jobs.wait.outputs.o}}"
      data: { type: uri_file, path: ./data.csv }
`,
    'p/src/note.txt': 'note\n',
    'p/data.csv': '1,2\n',
  });
  const { service, home } = embedded;
  await service.submit({
    runId: 'run-1',
    source: { kind: 'pipeline', name: 'p' },
    parameters: {},
    submittedBy: 'terminal:ada',
  });
  rmSync(join(home, 'definitions', 'p'), { recursive: true });
  const run = await ended(service, 'run-1');
  expect(run.status).toBe('Completed');
  expect((await service.log(run.id, 'read', { tail: 20 })).lines).toEqual(['note', '1,2']);
});

test('a value from a person reaches the step byte for byte, also as an environment variable', async () => {
  const embedded = await openEmbedded({
    'p.yml': `
command: printf '%s|' bare \${{inputs.text}} "quoted \${{inputs.text}}"; printenv AZUREML_PARAMETER_text
inputs: { text: plain }
`,
  });
  const text = `a 'b' "c" $(touch canary) \`touch canary\` ; touch canary # \\ *`;
  const run = await runIt(embedded, { text });
  expect(run.status).toBe('Completed');
  const { lines } = await embedded.service.log(run.id, run.steps[0]?.name ?? '', { tail: 20 });
  expect(lines).toEqual([`bare|${text}|quoted ${text}|${text}`]);
});

test('data that is not there fails the step in words; an output may have a place of its own in a datastore', async () => {
  const embedded = await openEmbedded({
    'p.yml': `
type: pipeline
jobs:
  write:
    command: echo 5 > \${{outputs.shared}}/value
    outputs:
      shared: { path: "azureml://datastores/workspaceblobstore/paths/shared/\${{output_name}}" }
  read:
    command: cat \${{inputs.file}}
    inputs:
      after: "\${{parent.jobs.write.outputs.shared}}"
      file: { type: uri_file, path: azureml://datastores/workspaceblobstore/paths/shared/shared/value }
  miss:
    command: "true"
    inputs:
      file: { type: uri_file, path: azureml://datastores/workspacefilestore/paths/nothing/here }
`,
  });
  const run = await runIt(embedded);
  expect(states(run)).toEqual({ write: 'Completed', read: 'Completed', miss: 'Failed' });
  expect(readFileSync(join(embedded.home, 'datastores/workspaceblobstore/shared/shared/value'), 'utf8')).toBe('5\n');
  expect(run.steps[2]?.failure?.cause).toMatch(/^input file: .*nothing\/here does not exist$/);
});

test('a step sees no secret of the service: not in its environment, not in the files it is given', async () => {
  process.env.SLACK_BOT_TOKEN = 'xoxb-canary-4711';
  try {
    const embedded = await openEmbedded({
      'p.yml': 'command: env; cat /proc/$PPID/environ | tr "\\0" "\\n"; ls -la; echo end\n',
    });
    const run = await runIt(embedded);
    const { lines } = await embedded.service.log(run.id, run.steps[0]?.name ?? '', { tail: 500 });
    expect(lines.at(-1)).toBe('end');
    expect(lines.join('\n')).not.toContain('canary');
    expect(lines.join('\n')).toContain('MLFLOW_RUN_ID=run-1_1');
    expect(lines.join('\n')).not.toMatch(/^(npm_|NODE_|VITEST)/m);
  } finally {
    delete process.env.SLACK_BOT_TOKEN;
  }
});
