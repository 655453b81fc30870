import { describe, expect, test } from 'vitest';
import type { PipelineService } from '../../src/pipelines/service.ts';
import { isTerminal } from '../../src/pipelines/status.ts';
import { ended } from '../support/embedded.ts';
import { testPublishing } from './publishing.ts';
import { greeting, refusal } from './service-requests.ts';

/**
 * What a service under test must have: `greet` (steps `hello` and then `world`, an integer parameter `times`, default
 * 1, at most 9; `hello` writes `outputs/hello.txt` with "hello" and logs "hello there"), `broken-step` (one step `fall`
 * that logs "ValueError: no such column" and ends with status 3), `patient` (one step `sleep` that takes a minute).
 */
export interface ContractService {
  service: PipelineService;
}

/** The promises of `PipelineService`, tried on a real driver. Every driver must pass all of them. */
export function testPipelineService(name: string, open: () => Promise<ContractService>): void {
  describe(`${name} as a pipeline service`, () => {
    test('lists its pipelines and describes one with its parameters, steps and their order', async () => {
      const { service } = await open();
      expect((await service.pipelines()).map((pipeline) => pipeline.name)).toEqual(['broken-step', 'greet', 'patient']);
      const greet = await service.describe({ name: 'greet' });
      expect(greet.parameters).toEqual([
        expect.objectContaining({ name: 'times', type: 'integer', default: '1', max: 9 }),
      ]);
      expect(greet.steps).toEqual([
        { name: 'hello', needs: [] },
        { name: 'world', needs: ['hello'] },
      ]);
    });

    test('says what a pipeline takes, and a run of it too, and refuses where it would take no run', async () => {
      const { service } = await open();
      const source = { kind: 'pipeline', name: 'greet' } as const;
      const times = [expect.objectContaining({ name: 'times', type: 'integer', default: '1', max: 9 })];
      expect(await service.parametersOf(source)).toEqual(times);
      const request = greeting();
      await service.submit(request);
      await ended(service, request.runId);
      const repeat = { kind: 'run', runId: request.runId } as const;
      expect(await service.parametersOf(repeat)).toEqual(times);
      const nothing = [
        { ...source, name: 'nobody' },
        { ...repeat, runId: 'run-nobody' },
      ];
      const codes = [];
      for (const one of nothing) codes.push((await refusal(service.parametersOf(one))).code);
      expect(codes).toEqual(['unknown-pipeline', 'unknown-run']);
      await service.setDisabled({ name: 'greet' }, { by: 'terminal:ada', at: Date.now() });
      for (const one of [source, repeat])
        expect(await refusal(service.parametersOf(one))).toMatchObject({ code: 'disabled', fix: 'enable greet' });
    });

    test('carries a run to its end, with its steps in order and its parameters as given', async () => {
      const { service } = await open();
      const request = greeting({ parameters: { times: '2' }, tags: { why: 'a test' }, experiment: 'first-steps' });
      const submitted = await service.submit(request);
      expect(submitted).toMatchObject({ id: request.runId, pipeline: 'greet', experiment: 'first-steps' });
      const run = await ended(service, request.runId);
      expect(run.status).toBe('Completed');
      expect(run.steps.map((step) => [step.name, step.status])).toEqual([
        ['hello', 'Completed'],
        ['world', 'Completed'],
      ]);
      expect(run.steps[0]?.endedAt).toBeLessThanOrEqual(run.steps[1]?.startedAt ?? 0);
      expect(run.parameters).toEqual([{ name: 'times', value: '2', default: '1' }]);
      expect(run.tags).toMatchObject({ why: 'a test' });
      expect(run.submittedBy).toBe('terminal:ada');
    });

    test('starts one run for one id, however often it is submitted', async () => {
      const { service } = await open();
      const request = greeting();
      const answers = await Promise.all([service.submit(request), service.submit(request), service.submit(request)]);
      expect(new Set(answers.map((run) => run.shortId)).size).toBe(1);
      await ended(service, request.runId);
      expect((await service.submit(request)).status).toBe('Completed');
      expect(await service.runs({ limit: 10 })).toHaveLength(1);
    });

    test('refuses what cannot run, naming the fix, and starts nothing', async () => {
      const { service } = await open();
      const unknown = await refusal(service.submit(greeting({ source: { kind: 'pipeline', name: 'gret' } })));
      expect(unknown).toMatchObject({ code: 'unknown-pipeline', message: expect.stringContaining('greet') });
      const misspelt = await refusal(service.submit(greeting({ parameters: { tims: '2' } })));
      expect(misspelt).toMatchObject({ code: 'unknown-parameter', message: expect.stringContaining('times') });
      expect(await refusal(service.submit(greeting({ parameters: { times: 'two' } })))).toMatchObject({
        code: 'bad-value',
      });
      expect(await refusal(service.submit(greeting({ parameters: { times: '10' } })))).toMatchObject({
        code: 'bad-value',
      });
      expect(await refusal(service.submit(greeting({ source: { kind: 'run', runId: 'none' } })))).toMatchObject({
        code: 'unknown-run',
      });
      expect(await service.runs({ limit: 10 })).toEqual([]);
    });

    test('finds a run by either id, and nothing for an id it never gave', async () => {
      const { service } = await open();
      const request = greeting();
      const { shortId } = await service.submit(request);
      expect((await service.find(request.runId))?.shortId).toBe(shortId);
      expect((await service.findShort(shortId.toLowerCase()))?.id).toBe(request.runId);
      expect(await service.find('run-never')).toBeUndefined();
      expect(await service.findShort('ZZZZ')).toBeUndefined();
      await ended(service, request.runId);
    });

    test('tells why a run failed: the step, its first cause, its exit status, its last lines', async () => {
      const { service } = await open();
      const request = greeting({ source: { kind: 'pipeline', name: 'broken-step' } });
      await service.submit(request);
      const run = await ended(service, request.runId);
      expect(run.status).toBe('Failed');
      expect(run.steps[0]).toMatchObject({
        name: 'fall',
        status: 'Failed',
        failure: {
          cause: 'ValueError: no such column',
          exitCode: 3,
          logTail: expect.arrayContaining(['ValueError: no such column']),
        },
      });
    });

    test('cancels a run, says who and why, and refuses to cancel it again', async () => {
      const { service } = await open();
      const request = greeting({ source: { kind: 'pipeline', name: 'patient' } });
      await service.submit(request);
      await service.cancel(request.runId, 'terminal:bob', 'wrong data');
      const run = await ended(service, request.runId);
      const canceled = { by: 'terminal:bob', why: 'wrong data' };
      expect(run).toMatchObject({ status: 'Canceled', reason: 'canceled by terminal:bob: wrong data', canceled });
      expect(run.steps[0]?.status).toBe('Canceled');
      expect(await refusal(service.cancel(request.runId, 'terminal:bob'))).toMatchObject({ code: 'conflict' });
      expect(await refusal(service.cancel('run-never', 'terminal:bob'))).toMatchObject({ code: 'unknown-run' });
    });

    test('repeats a run with its values, and with some of them changed', async () => {
      const { service } = await open();
      const first = greeting({ parameters: { times: '3' } });
      await service.submit(first);
      const { shortId } = await ended(service, first.runId);
      const again = await service.submit(greeting({ source: { kind: 'run', runId: first.runId } }));
      expect(again).toMatchObject({ pipeline: 'greet', repeats: { runId: first.runId, shortId } });
      expect(again.parameters).toMatchObject([{ value: '3' }]);
      const changed = await service.submit(
        greeting({ source: { kind: 'run', runId: first.runId }, parameters: { times: '4' } }),
      );
      expect(changed.parameters).toMatchObject([{ value: '4' }]);
      await ended(service, again.id);
      await ended(service, changed.id);
    });

    test('hands out logs and artifacts, and nothing that a step did not leave', async () => {
      const { service } = await open();
      const request = greeting();
      await service.submit(request);
      const run = await ended(service, request.runId);
      expect((await service.log(run.id, 'hello', { tail: 10 })).lines).toEqual(['hello there']);
      expect((await service.log(run.id, 'hello', { tail: 10, grep: 'good-bye' })).lines).toEqual([]);
      expect(await refusal(service.log(run.id, 'helo', { tail: 10 }))).toMatchObject({
        code: 'unknown-step',
        fix: 'hello',
      });
      expect(run.artifacts).toEqual([expect.objectContaining({ step: 'hello', path: 'outputs/hello.txt', size: 6 })]);
      const opened = await service.openArtifact(run.id, { step: 'hello', path: 'outputs/hello.txt' });
      expect(await new Response(opened.stream).text()).toBe('hello\n');
      for (const path of ['outputs/../outputs/hello.txt', '../../../embedded.db', '/etc/passwd', 'outputs']) {
        expect(await refusal(service.openArtifact(run.id, { step: 'hello', path }))).toMatchObject({
          code: 'unknown-step',
        });
      }
    });

    test('lists runs newest first, by pipeline, state, person and time', async () => {
      const { service } = await open();
      const good = greeting({ submittedBy: 'terminal:bob' });
      const bad = greeting({ source: { kind: 'pipeline', name: 'broken-step' } });
      await service.submit(good);
      await service.submit(bad);
      await Promise.all([ended(service, good.runId), ended(service, bad.runId)]);
      const ids = async (query: Parameters<PipelineService['runs']>[0]) =>
        (await service.runs(query)).map((run) => run.id);
      expect(await ids({ limit: 10 })).toEqual([bad.runId, good.runId]);
      expect(await ids({ limit: 1 })).toEqual([bad.runId]);
      expect(await ids({ limit: 10, pipeline: 'greet' })).toEqual([good.runId]);
      expect(await ids({ limit: 10, groups: ['failed'] })).toEqual([bad.runId]);
      expect(await ids({ limit: 10, submittedBy: 'terminal:bob' })).toEqual([good.runId]);
      expect(await ids({ limit: 10, since: Date.now() + 60_000 })).toEqual([]);
    });

    test('tells of every run that changed after a cursor, to its end, and of no other', async () => {
      const { service } = await open();
      const early = greeting();
      await service.submit(early);
      await ended(service, early.runId);
      const { cursor, runs: before } = await service.changesSince(undefined);
      expect(before).toEqual([]);
      expect((await service.changesSince(cursor)).runs).toEqual([]);

      const late = greeting();
      const seen: string[] = [];
      let at = cursor;
      let status = '';
      let wake = Promise.withResolvers<void>();
      const stop = service.onChange(() => wake.resolve());
      await service.submit(late);
      while (status !== 'Completed') {
        await wake.promise;
        wake = Promise.withResolvers<void>();
        const changes = await service.changesSince(at);
        at = changes.cursor;
        for (const run of changes.runs) {
          seen.push(run.id);
          status = run.status;
        }
      }
      stop();
      expect(new Set(seen)).toEqual(new Set([late.runId]));
      expect((await service.changesSince(cursor)).runs.map((run) => [run.id, isTerminal(run.status)])).toEqual([
        [late.runId, true],
      ]);
    });

    test('knows the cursors of its own history only, and says where to begin with any other', async () => {
      const [{ service }, { service: other }] = [await open(), await open()];
      const begin = await service.changesSince(undefined);
      expect(begin).toMatchObject({ kind: 'begin', runs: [] });
      expect(await service.changesSince(begin.cursor)).toEqual({ ...begin, kind: 'all' });
      for (const foreign of ['', 'no-cursor', '5000', (await other.changesSince(undefined)).cursor]) {
        expect(await service.changesSince(foreign)).toEqual(begin);
      }
    });

    test('wakes its listener when something changed, until it is told to stop', async () => {
      const { service } = await open();
      const woken = Promise.withResolvers<void>();
      const stop = service.onChange(() => woken.resolve());
      const request = greeting();
      await service.submit(request);
      await woken.promise;
      stop();
      await ended(service, request.runId);
    });

    test('says how it stands, check by check', async () => {
      const { service } = await open();
      const checks = await service.checks();
      expect(checks.length).toBeGreaterThan(0);
      for (const check of checks) expect(check.words).not.toBe('');
      expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
    });
  });
  testPublishing(name, open);
}
