import { join } from 'node:path';
import { expect, test } from 'vitest';
import { npmRun, pipehand, say, startServer } from '../support/pipehand.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

const examples = join(import.meta.dirname, '..', '..', 'examples');

function installation() {
  return { home: temporaryFolder(), pipelines: examples };
}

test('a newcomer runs iris with one line and gets a card with a real accuracy', async () => {
  const at = installation();
  const { code, out } = await npmRun(at, ['say', 'run iris --wait']);
  expect(code).toBe(0);
  expect(out).toContain('Completed');
  for (const step of ['prepare', 'train', 'evaluate', 'report']) expect(out).toContain(step);
  expect(out).toMatch(/\baccuracy +0\.9/);
  expect(out).toContain('report.html');

  const { code: again, reply } = await say(at, 'status last');
  expect(again).toBe(0);
  expect(reply).toMatchObject({ kind: 'run', run: { pipeline: 'iris', status: 'Completed' } });
  expect(reply.run.metrics.accuracy).toBeGreaterThan(0.9);
  expect(reply.run.steps[0]).toMatchObject({ name: 'prepare', status: 'Completed' });
  expect(reply.run.artifacts.map(({ path }: { path: string }) => path)).toContain('outputs/report.html');
});

test('a failing run ends with 1 and names the step and its first cause; a slip ends with 2 and the fix', async () => {
  const at = installation();
  const failed = await pipehand(at, ['say', 'run flaky seconds=0 --wait']);
  expect(failed.code).toBe(1);
  expect(failed.out).toContain('failed at step 2 of 5 (features)');
  expect(failed.out).toContain("KeyError: 'label'");

  const slip = await pipehand(at, ['say', 'rnu iris']);
  expect(slip.code).toBe(2);
  expect(slip.out).toContain('run iris');

  const { code, reply } = await say(at, 'run iris learning=0.1');
  expect(code).toBe(2);
  expect(reply).toMatchObject({ kind: 'problem', problem: { code: 'unknown-parameter' } });
  expect((await pipehand(at, ['doctor'])).code).toBe(0);
});

test('submit runs a definition of any folder, from any folder', async () => {
  const at = installation();
  const folder = writeFiles(temporaryFolder(), {
    'job.yml': 'command: echo "hello ${{inputs.name}}"\ninputs: { name: world }\n',
    'work/note.txt': '',
  });
  const { code, out } = await npmRun(
    at,
    ['submit', '../job.yml', 'name=Ada Lovelace', '--wait', '--json'],
    join(folder, 'work'),
  );
  expect(code).toBe(0);
  const { run } = JSON.parse(out);
  expect(run).toMatchObject({
    status: 'Completed',
    parameters: [{ name: 'name', value: 'Ada Lovelace', default: 'world' }],
  });
  const { reply } = await say(at, `logs ${run.shortId}`);
  expect(reply.log.lines).toEqual(['hello Ada Lovelace']);
});

test('with a server running, say and submit talk to it and need not stay', async () => {
  const at = installation();
  const server = await startServer(at);
  const { code, reply } = await say(at, 'run flaky fail_at=none seconds=0.3');
  expect(code).toBe(0);
  expect(reply).toMatchObject({ kind: 'run', run: { status: expect.stringMatching(/Queued|Running/) } });
  const waited = await say(at, 'status last', '--wait');
  expect(waited).toMatchObject({ code: 0, reply: { run: { id: reply.run.id, status: 'Completed' } } });
  expect(await server.stop()).toBe(0);
});
