import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ended, openEmbedded } from '../support/embedded.ts';
import { writeFiles } from '../support/temporary-folder.ts';

const reading = (command: string, code = '') => `
type: pipeline
jobs:
  write:
    command: echo "three rows" > \${{outputs.table}}/rows.txt
    outputs: { table: {} }
  read:
    command: ${command}
${code}    inputs:
      rows: \${{parent.jobs.write.outputs.table}}
`;

async function artifactOf(definition: string, scripts: Readonly<Record<string, string>> = {}): Promise<string> {
  const { service, home } = await openEmbedded({ 'reads.yml': definition });
  writeFiles(join(home, 'definitions'), scripts);
  await service.submit({
    runId: 'run-1',
    source: { kind: 'pipeline', name: 'reads' },
    parameters: {},
    submittedBy: 'terminal:ada',
  });
  const run = await ended(service, 'run-1');
  expect(run.status).toBe('Completed');
  return readFileSync(join(home, 'runs', run.shortId, '2-read', 'artifacts', 'outputs', 'seen'), 'utf8');
}

it('a script finds an input below the data folder by its name', async () => {
  const script = 'cat "$AZUREML_CR_DATA_CAPABILITY_PATH/INPUT_rows/rows.txt" > outputs/seen\n';
  expect(await artifactOf(reading('bash look.sh', '    code: ./code\n'), { 'code/look.sh': script })).toBe(
    'three rows\n',
  );
});

it('so does a bare command that names the data folder', async () => {
  const command = 'cat "$AZUREML_CR_DATA_CAPABILITY_PATH/INPUT_rows/rows.txt" > outputs/seen';
  expect(await artifactOf(reading(command))).toBe('three rows\n');
});
