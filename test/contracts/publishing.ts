import { describe, expect, test } from 'vitest';
import { ended } from '../support/embedded.ts';
import type { ContractService } from './pipeline-service.ts';
import { greeting, refusal } from './service-requests.ts';

/** The part of the contract that is about published versions, and about what is disabled. */
export function testPublishing(name: string, open: () => Promise<ContractService>): void {
  describe(`${name} as a pipeline service that publishes`, () => {
    test('publishes versions that never change, and runs the latest of a name', async () => {
      const { service } = await open();
      const published = await service.publish({
        requestId: 'publish-1',
        source: { kind: 'pipeline', name: 'greet', version: 'draft' },
        name: 'greet',
        description: 'the first',
        by: 'terminal:ada',
      });
      expect(published).toMatchObject({
        name: 'greet',
        version: 1,
        publishedBy: 'terminal:ada',
        description: 'the first',
      });
      const twice = service.publish({
        requestId: 'publish-2',
        source: { kind: 'pipeline', name: 'greet', version: 'draft' },
        name: 'greet',
        by: 'terminal:ada',
      });
      expect(await refusal(twice)).toMatchObject({ code: 'conflict' });

      const request = greeting();
      expect(await service.submit(request)).toMatchObject({ pipeline: 'greet', version: 1 });
      await ended(service, request.runId);
      const other = await service.publish({
        requestId: 'publish-3',
        source: { kind: 'run', runId: request.runId },
        name: 'greet-copy',
        by: 'terminal:ada',
      });
      expect(other).toMatchObject({ name: 'greet-copy', version: 1 });
      const again = {
        requestId: 'publish-1',
        source: { kind: 'pipeline', name: 'greet' },
        name: 'greet',
        by: 'x',
      } as const;
      expect(await service.publish(again)).toEqual(published);
      expect((await service.describe({ name: 'greet' })).versions).toHaveLength(1);
      const missing = service.submit(greeting({ source: { kind: 'pipeline', name: 'greet', version: 7 } }));
      expect(await refusal(missing)).toMatchObject({ code: 'unknown-pipeline' });
    });

    test('refuses runs of a disabled pipeline or version, says who disabled it and why, and takes them when enabled', async () => {
      const { service } = await open();
      const mark = { by: 'terminal:ada', at: Date.now(), why: 'the data is being moved' };
      await service.setDisabled({ name: 'greet' }, mark);
      const refused = await refusal(service.submit(greeting()));
      expect(refused).toMatchObject({ code: 'disabled', fix: 'enable greet' });
      expect(refused.message).toContain('terminal:ada');
      expect(refused.message).toContain('the data is being moved');
      expect((await service.pipelines()).find((pipeline) => pipeline.name === 'greet')?.disabled).toMatchObject({
        by: 'terminal:ada',
      });

      await service.setDisabled({ name: 'greet' }, undefined);
      const request = greeting();
      await service.submit(request);
      await ended(service, request.runId);

      await service.setDisabled({ name: 'greet' }, { ...mark, until: Date.now() - 1 });
      const over = greeting();
      await service.submit(over);
      await ended(service, over.runId);

      await service.publish({
        requestId: 'publish-4',
        source: { kind: 'pipeline', name: 'greet' },
        name: 'greet',
        by: 'terminal:ada',
      });
      await service.setDisabled({ name: 'greet', version: 1 }, mark);
      expect(await refusal(service.submit(greeting()))).toMatchObject({ code: 'disabled', fix: 'enable greet@v1' });
      expect(await refusal(service.setDisabled({ name: 'nobody' }, mark))).toMatchObject({ code: 'unknown-pipeline' });
    });
  });
}
