import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readExample } from './example-files.ts';
import { exampleRun } from './example-run.ts';

const iris = await readExample('iris');
const flaky = await readExample('flaky');
const home = await mkdtemp(join(tmpdir(), 'flaky-'));
afterAll(() => rm(home, { recursive: true }));

describe('the files of', () => {
  test.each([
    ['iris', iris],
    ['flaky', flaky],
  ])('%s have defaults that their own limits allow, and describe each parameter', (_, example) => {
    for (const [job, component] of Object.entries(example.components)) {
      expect(component.name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(component.command).not.toContain('\n');
      for (const [input, limits] of Object.entries(component.inputs)) {
        expect(limits.description).not.toBe('');
        const parameter = /^\$\{\{parent\.inputs\.(\w+)\}\}$/.exec(String(example.pipeline.jobs[job]?.inputs[input]));
        const value = example.pipeline.inputs[parameter?.[1] ?? ''] ?? limits.default;
        if (limits.min !== undefined) expect(value).toBeGreaterThanOrEqual(limits.min);
        if (limits.max !== undefined) expect(value).toBeLessThanOrEqual(limits.max);
        if (limits.type === 'integer') expect(value).toSatisfy(Number.isInteger);
        if (limits.enum !== undefined && parameter !== null) expect(limits.enum).toContain(value);
        if (limits.default !== undefined) expect(limits.default).toBe(value);
      }
    }
  });
});

describe('flaky', () => {
  const names = Object.keys(flaky.pipeline.jobs);

  test('fails in the middle by default, and its traceback begins with the first cause', async () => {
    const step = exampleRun(flaky, join(home, 'default'), { given: { seconds: '0' } });
    const [features, statistics, train, publish] = await Promise.all(
      ['features', 'statistics', 'train', 'publish'].map(step),
    );
    expect(features?.exitCode).toBe(1);
    const [cause = '', rest = ''] = features?.log.split('The above exception was the direct cause') ?? [];
    expect(cause).toMatch(/in field\n.*\n(.*\n)?KeyError: 'label'\n/);
    expect(rest.trimEnd()).toMatch(/\nRuntimeError: could not build features$/);
    expect(statistics?.exitCode).toBe(0);
    expect([train?.exitCode, publish?.exitCode]).toEqual([undefined, undefined]);
  });

  test('completes with fail_at=none', async () => {
    const given = { fail_at: 'none', seconds: '0.02' };
    const publish = await exampleRun(flaky, join(home, 'none'), { given })('publish');
    expect(publish.exitCode, publish.log).toBe(0);
    expect(await readFile(join(publish.folder, 'outputs/summary.txt'), 'utf8')).toBe(
      'Effort of 0.500 or more means a pass: right for 7 of 8. 4 passed, 4 failed.\n',
    );
  });

  test.each(names)('fails in %s when told to', async (name) => {
    const given = { fail_at: name, seconds: '0' };
    const { exitCode, log } = await exampleRun(flaky, join(home, `fail-${name}`), { given })(name);
    expect(exitCode).toBe(1);
    expect(log).toMatch(/\nKeyError: '(label|threshold)'\n/);
  });

  test('offers every step and none as a place to fail', () => {
    expect(flaky.components.load?.inputs.fail_at?.enum).toEqual(['none', ...names]);
  });
});
