import { hash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ended } from '../support/embedded.ts';
import { openRunning, type RunningPipehand } from '../support/running-pipehand.ts';
import { begun, finish, submit, twoSteps } from '../support/waiting-steps.ts';
import { send } from '../web/raw-client.ts';

const route = '/mlflow/local/api/2.0/mlflow/runs/log-metric';

/** Posts a body as it is, with the token of a step, and answers the status and MLflow's error code. */
async function post(
  { port }: RunningPipehand,
  token: string | undefined,
  body: string | Uint8Array,
  headers: readonly (readonly [string, string])[] = [],
  target = route,
): Promise<[status: number, code?: unknown]> {
  const given = token === undefined ? [] : ([['Authorization', token]] as const);
  const answer = await send(port, { method: 'POST', target, headers: [...given, ...headers], body });
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const { error_code: code } = JSON.parse(answer.body.toString());
  return code === undefined ? [answer.status] : [answer.status, code];
}

const metric = (run: string, more: object = {}) =>
  JSON.stringify({ run_id: run, key: 'loss', value: 0.5, timestamp: 1_700_000_000_000, ...more });

const script = `
import json, os, time, urllib.request

def log(key, value, step):
    body = {"run_id": os.environ["MLFLOW_RUN_ID"], "key": key, "value": value, "timestamp": 1700000000000 + step, "step": step}
    request = urllib.request.Request(
        os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow/runs/log-metric",
        json.dumps(body).encode(),
        {"Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"], "Content-Type": "application/json"},
    )
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read()

log("accuracy", 0.5, 0)
log("accuracy", 0.75, 1)
for attempt in range(500):
    if os.path.exists("../go"):
        break
    time.sleep(0.05)
log("final", 1, 0)
`;

test('what a step logs is on its run while it runs and afterwards; a definition cannot give it another token', async () => {
  const pipehand = await openRunning({
    'p/pipeline.yml': `
type: pipeline
jobs:
  train:
    code: ./src
    command: python log.py
    environment_variables: { MLFLOW_TRACKING_TOKEN: forged, AZUREML_RUN_TOKEN: forged, MLFLOW_RUN_ID: another }
`,
    'p/src/log.py': script,
  });
  const { service, home } = pipehand;
  const runId = await submit(pipehand);
  const metrics = async () => (await service.find(runId))?.metrics;
  await expect.poll(metrics, { timeout: 10_000 }).toEqual({ accuracy: 0.75 });
  const run = await service.find(runId);
  expect(run?.steps[0]?.status).toBe('Running');
  writeFileSync(join(home, 'runs', run?.shortId ?? '', '1-train', 'go'), '');
  expect(await ended(service, runId)).toMatchObject({ status: 'Completed', metrics: { accuracy: 0.75, final: 1 } });
  expect(await service.metrics(runId)).toEqual([
    { name: 'accuracy', value: 0.5, step: 'train', iteration: 0, at: 1_700_000_000_000 },
    { name: 'accuracy', value: 0.75, step: 'train', iteration: 1, at: 1_700_000_000_001 },
    { name: 'final', value: 1, step: 'train', iteration: 0, at: 1_700_000_000_000 },
  ]);
  expect(pipehand.faults).toEqual([]);
});

describe('a token', () => {
  test('opens the run of its own step and no other', async () => {
    const pipehand = await openRunning(twoSteps);
    const { runId, one, other } = await begun(pipehand);
    const { token } = one;
    const strangers = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      token,
      `Basic ${token}`,
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token}x`,
      `Bearer ${token} ${token}`,
      `Bearer ${token},${other.token}`,
      `Bearer ${hash('sha256', token)}`,
      `Bearer ${token.toLowerCase()}`,
      'Bearer null',
      "Bearer 'or''='",
    ];
    for (const stranger of strangers) {
      expect([stranger, await post(pipehand, stranger, metric(one.id))]).toEqual([stranger, [401, 'UNAUTHENTICATED']]);
    }
    for (const run of [other.id, runId, `${runId}_9`, '', `${one.id} `, one.id.toUpperCase()]) {
      expect([run, await post(pipehand, `Bearer ${token}`, metric(run))]).toEqual([run, [403, 'PERMISSION_DENIED']]);
    }
    const mixed = metric(other.id, { run_uuid: one.id });
    expect(await post(pipehand, `Bearer ${token}`, mixed)).toEqual([403, 'PERMISSION_DENIED']);
    expect(await pipehand.service.metrics(runId)).toEqual([]);
    expect(await post(pipehand, `Bearer ${token}`, metric(one.id))).toEqual([200]);
    expect(await post(pipehand, `Bearer ${other.token}`, metric(other.id))).toEqual([200]);
    expect((await pipehand.service.find(runId))?.metrics).toEqual({ 'one.loss': 0.5, 'other.loss': 0.5 });
    await finish(pipehand, runId);
    expect(pipehand.faults).toEqual([]);
  });

  test('dies with its step, however that ends, while the others still log', async () => {
    const pipehand = await openRunning(twoSteps);
    const { service } = pipehand;
    const { runId, one, other } = await begun(pipehand);
    other.go();
    await expect.poll(async () => (await service.find(runId))?.steps[1]?.status).toBe('Failed');
    expect(await post(pipehand, `Bearer ${other.token}`, metric(other.id))).toEqual([401, 'UNAUTHENTICATED']);
    expect(await post(pipehand, `Bearer ${one.token}`, metric(one.id))).toEqual([200]);
    one.go();
    await ended(service, runId);
    const { runId: second, one: stopped } = await begun(pipehand);
    await service.cancel(second, 'terminal:ada');
    await ended(service, second);
    for (const { token, id } of [one, stopped]) {
      expect(await post(pipehand, `Bearer ${token}`, metric(id))).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(await service.metrics(runId)).toHaveLength(1);
    expect(await service.metrics(second)).toEqual([]);
  });

  test('outlives Pipehand with its step, and is written down nowhere', async () => {
    const first = await openRunning(twoSteps);
    const { runId, one } = await begun(first);
    await first.close();
    const again = await openRunning(twoSteps, { home: first.home, port: first.port });
    expect(await post(again, `Bearer ${one.token}`, metric(one.id))).toEqual([200]);
    const files = readdirSync(again.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toContain('embedded.db');
    const holding = files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes(one.token));
    expect(holding.map(({ name }) => name)).toEqual([]);
    expect((await finish(again, runId)).metrics).toEqual({ loss: 0.5 });
  });
});

describe('a body', () => {
  test('carries every number there is, once, as it is', async () => {
    const pipehand = await openRunning(twoSteps);
    const { runId, one } = await begun(pipehand);
    const { id, token } = one;
    const numbers = [0, -1.5, 0.1 + 0.2, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 53 + 2, 1e21];
    for (const value of ['NaN', 'Infinity', '-Infinity', ...numbers]) {
      expect([value, await post(pipehand, `Bearer ${token}`, metric(id, { value }))]).toEqual([value, [200]]);
    }
    const read = (await pipehand.service.metrics(runId)).map(({ value }) => value);
    expect(read).toEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, ...numbers]);

    const keys = ['x'.repeat(250), 'étape/0 %', '__proto__', 'constructor', 'toString', "'; drop table metric; --"];
    for (const key of keys)
      expect([key, await post(pipehand, `Bearer ${token}`, metric(id, { key }))]).toEqual([key, [200]]);
    const run = await pipehand.service.find(runId);
    expect(Object.keys(run?.metrics ?? {}).sort()).toEqual(['loss', ...keys].sort());

    const largest = Number.MAX_SAFE_INTEGER;
    const odd = { run_id: undefined, run_uuid: id, key: 'odd', timestamp: String(largest), step: '-3', unknown: [1] };
    expect(await post(pipehand, `Bearer ${token}`, metric(id, odd))).toEqual([200]);
    expect((await pipehand.service.metrics(runId)).at(-1)).toMatchObject({ name: 'odd', at: largest, iteration: -3 });

    const burst = Array.from({ length: 100 }, (_, step) =>
      post(pipehand, `Bearer ${token}`, metric(id, { key: 'burst', step })),
    );
    expect(new Set((await Promise.all(burst)).map(([status]) => status))).toEqual(new Set([200]));
    const logged = (await pipehand.service.metrics(runId)).filter(({ name }) => name === 'burst');
    expect(logged.map(({ iteration }) => iteration).sort((a, b) => a - b)).toEqual(burst.map((_, step) => step));
    await finish(pipehand, runId);
    expect(pipehand.faults).toEqual([]);
  });

  test('that is no metric is refused with 400, one that is too long with 413, and nothing of it is kept', async () => {
    const pipehand = await openRunning(twoSteps);
    const { runId, one } = await begun(pipehand);
    const { id, token } = one;
    const texts = [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '1',
      '{}',
      `[${metric(id)}]`,
      `${metric(id)}}`,
      'run_id=x&key=y',
      '\0',
    ];
    const numbers = ['NaN', 'Infinity', '-Infinity', '1e400', '0x10', '01'].map((n) => metric(id).replace('0.5', n));
    const values = [undefined, null, '0.5', 'nan', 'inf', '', true, [1], {}].map((value) => metric(id, { value }));
    const keys = [undefined, null, 1, '', 'x'.repeat(251), ['loss']].map((key) => metric(id, { key }));
    const integers = [null, 1.5, '1.5', '', ' 1', '1e3', 2 ** 53, '9'.repeat(20), true, {}];
    const times = [undefined, ...integers].map((timestamp) => metric(id, { timestamp }));
    const steps = integers.map((step) => metric(id, { step }));
    const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
    for (const body of [...texts, ...numbers, ...values, ...keys, ...times, ...steps, deep]) {
      const answer = await post(pipehand, `Bearer ${token}`, body);
      expect([body.slice(0, 200), answer]).toEqual([body.slice(0, 200), [400, 'INVALID_PARAMETER_VALUE']]);
    }
    const long = metric(id, { key: 'x'.repeat(1_000_000) });
    expect((await post(pipehand, `Bearer ${token}`, long))[0]).toBe(413);
    expect(await pipehand.service.metrics(runId)).toEqual([]);
    await finish(pipehand, runId);
    expect(pipehand.faults).toEqual([]);
  });

  test('that comes to another address, under another name or from a page of another site is not taken', async () => {
    const pipehand = await openRunning(twoSteps);
    const { runId, one } = await begun(pipehand);
    const { id, token } = one;
    const known = `Bearer ${token}`;
    for (const target of [
      `${route}/`,
      `${route}s`,
      route.replace('log-metric', 'log-batch'),
      '/mlflow/x',
      route.replace('local', 'other'),
    ]) {
      expect([target, await post(pipehand, known, metric(id), [], target)]).toEqual([
        target,
        [404, 'ENDPOINT_NOT_FOUND'],
      ]);
      expect(await post(pipehand, undefined, metric(id), [], target)).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect((await post(pipehand, known, metric(id), [['Origin', 'https://example.com']]))[0]).toBe(403);
    expect((await post(pipehand, known, metric(id), [['Sec-Fetch-Site', 'cross-site']]))[0]).toBe(403);
    const { port } = pipehand;
    const headers = [['Authorization', known]] as const;
    const rebound = await send(port, { method: 'POST', target: route, headers, body: metric(id), host: 'example.com' });
    const read = await send(port, { target: route, headers });
    const patched = await send(port, { method: 'PATCH', target: route, headers, body: metric(id) });
    expect([rebound.status, read.status, patched.status]).toEqual([421, 404, 405]);
    expect(await pipehand.service.metrics(runId)).toEqual([]);
    await finish(pipehand, runId);
  });
});
