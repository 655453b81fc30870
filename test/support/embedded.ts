import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { nodeDisk } from '../../src/pipelines/definition/node-disk.ts';
import { type EmbeddedService, openEmbeddedService } from '../../src/pipelines/embedded/embedded-service.ts';
import { followRun } from '../../src/pipelines/follow-run.ts';
import type { PipelineService } from '../../src/pipelines/service.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { temporaryFolder, writeFiles } from './temporary-folder.ts';

/** A log whose lines nobody reads: faults show in the results. */
export const silentLog = { debug() {}, info() {}, warn() {}, error() {} };

/** The definitions as files, below the folder that `PIPEHAND_PIPELINES` would name. */
export type Definitions = Readonly<Record<string, string>>;

/** A real embedded service in a folder of its own, closed when the test is over. */
export async function openEmbedded(
  definitions: Definitions,
  home = temporaryFolder(),
  stepLimits = '',
): Promise<EmbeddedService & { home: string }> {
  const folder = writeFiles(join(home, 'definitions'), definitions);
  const embedded = await openEmbeddedService({
    home,
    definitions: folder,
    disk: nodeDisk,
    stepEnvironment: { PATH: process.env.PATH ?? '' },
    stepLimits,
    slots: 2,
    grace: 500,
    now: Date.now,
    log: silentLog,
  });
  onTestFinished(() => embedded.service.close());
  await embedded.start('http://127.0.0.1:9');
  return { ...embedded, home };
}

/** The run as it ended. */
export async function ended(service: PipelineService, runId: string): Promise<Run> {
  let last: Run | undefined;
  for await (const run of followRun(service, runId, new AbortController().signal)) last = run;
  if (!last) throw new Error(`there is no run ${runId}`);
  return last;
}
