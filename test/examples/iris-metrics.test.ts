import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readExample } from './example-files.ts';
import { exampleRun } from './example-run.ts';
import { createTrackingService } from './tracking-service.ts';

const iris = await readExample('iris');
const home = await mkdtemp(join(tmpdir(), 'iris-metrics-'));
afterAll(() => rm(home, { recursive: true }));

describe('the metrics of iris', () => {
  test('arrive in order at a tracking service that comes back only after a while', async () => {
    const service = await createTrackingService(200);
    let listening: Promise<void> | undefined;
    const train = await exampleRun(iris, join(home, 'tracked'), {
      given: { epochs: '20' },
      environment: trackedBy(service.address),
      onLog: (text) => {
        if (text.includes('not there yet')) listening ??= service.listen();
      },
    })('train');
    await service.close();
    expect(train.exitCode).toBe(0);
    expect(listening).toBeDefined();

    expect(service.requests).toHaveLength(40);
    for (const request of service.requests) {
      expect(request.path).toBe('POST /mlflow/ws/api/2.0/mlflow/runs/log-metric');
      expect(request.authorization).toBe('Bearer key-of-this-step');
    }
    const metrics = service.requests.map((request) => metricBody.parse(JSON.parse(request.body)));
    const losses = metrics.filter((metric) => metric.key === 'loss');
    expect(losses.map((metric) => metric.step)).toEqual(Array.from({ length: 20 }, (_, epoch) => epoch + 1));
    expect(losses.at(-1)?.value).toBeLessThan(losses[0]?.value ?? 0);
    expect(train.log).not.toContain('metric loss');
  });

  test('do not fail the step when the service refuses them', async () => {
    const service = await createTrackingService(401);
    await service.listen();
    const environment = trackedBy(service.address);
    const baseline = await exampleRun(iris, join(home, 'refused'), { environment })('baseline');
    await service.close();
    expect(baseline.exitCode).toBe(0);
    expect(service.requests).toHaveLength(1);
    expect(baseline.log).toMatch(/metric leave_one_out_accuracy = 0\.9\d+ .*not recorded: the service answered 401/);
  });

  test('wait once for a service that stays away, then are only printed', async () => {
    const { address } = await createTrackingService(200);
    const script = `
import tracking
tracking.patience = 0.3
for iteration in range(50):
    tracking.log_metric("loss", 0.5, iteration)
`;
    const { stdout } = await promisify(execFile)('python3', ['-B', '-c', script], {
      cwd: join(iris.folder, 'src'),
      env: { PATH: process.env.PATH, ...trackedBy(address) },
    });
    expect(stdout.match(/trying again/g)?.length).toBeLessThan(10);
    expect(stdout.match(/metric loss = 0\.5000 .*not recorded: .*refused/g)).toHaveLength(50);
  });
});

const metricBody = z.object({
  run_id: z.literal('step-1'),
  key: z.enum(['loss', 'train_accuracy']),
  value: z.number(),
  timestamp: z.number().int().min(Date.UTC(2024, 0)),
  step: z.number().int(),
});

function trackedBy(address: string): Record<string, string> {
  return {
    MLFLOW_TRACKING_URI: `${address}/mlflow/ws`,
    MLFLOW_TRACKING_TOKEN: 'key-of-this-step',
    MLFLOW_RUN_ID: 'step-1',
  };
}
