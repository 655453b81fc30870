import { expect, test } from 'vitest';
import { yaml } from '../definition/definition-folder.ts';
import { ended, openEmbedded } from '../support/embedded.ts';

test('the first cause of a failure is an error, not a warning before it that names one', async () => {
  const { service } = await openEmbedded({
    'install.yml': yaml`
      jobs:
        pip:
          command: |
            echo "WARNING: Retrying after connection broken by 'NewConnectionError(no route)'"
            echo "ERROR: No matching distribution found for papermill"
            papermill-that-is-not-there
        logging:
          command: |
            echo "2026-11-20 09:30:00 INFO retrying after TimeoutError: 30 s"
            echo "warning: error: is treated as a warning"
            echo "the disk is gone"
            exit 1
    `,
  });
  const source = { kind: 'pipeline', name: 'install' } as const;
  const { id } = await service.submit({ runId: 'run-1', source, parameters: {}, submittedBy: 'terminal:ada' });
  const { steps } = await ended(service, id);
  expect(steps.map(({ failure }) => failure?.cause)).toEqual([
    'ERROR: No matching distribution found for papermill',
    'the disk is gone',
  ]);
});
