import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ended, openEmbedded } from '../support/embedded.ts';

test.each([
  ['bare steps are made ready well before their turn, so that one commit holds many of them', '', 18],
  ['of steps with code only a few copies lie ready', '    code: ./src\n', 6],
])('%s', async (_, code, folders) => {
  const step = (_: unknown, at: number) => `  s${at}:\n${code}    command: sleep 60\n`;
  const steps = Array.from({ length: 40 }, step).join('');
  const { service, home } = await openEmbedded({
    'p/pipeline.yml': `type: pipeline\njobs:\n${steps}`,
    'p/src/a.py': '1\n',
  });
  const source = { kind: 'pipeline', name: 'p' } as const;
  const { shortId } = await service.submit({ runId: 'run-line', source, parameters: {}, submittedBy: 'terminal:ada' });
  const running = async () =>
    (await service.find('run-line'))?.steps.filter(({ status }) => status === 'Running').length;
  await expect.poll(running, { timeout: 15_000 }).toBe(2);
  expect(readdirSync(join(home, 'runs', shortId))).toHaveLength(folders);
  await service.cancel('run-line', 'terminal:ada');
  expect((await ended(service, 'run-line')).status).toBe('Canceled');
});
