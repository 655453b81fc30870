import { randomUUID } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineService } from '../../src/pipelines/service.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { ended, openEmbedded } from './embedded.ts';
import { temporaryFolder, writeFiles } from './temporary-folder.ts';

/** What the file `canary` outside of every home holds. */
export const canary = 'CANARY-4711';

/** The longest name a file can have. */
export const longName = 'x'.repeat(255);

/** What the step of `aRunWithTraps` leaves for people, by path in the order of its bytes. */
export const leftFiles: Readonly<Record<string, Buffer>> = {
  'logs/own.txt': Buffer.from('own'),
  'outputs/ ': Buffer.from('space'),
  'outputs/%2e%2e': Buffer.from('escaped'),
  'outputs/*': Buffer.from('star'),
  'outputs/Case.txt': Buffer.from('upper'),
  'outputs/back\\slash': Buffer.from('back'),
  'outputs/bytes.bin': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  'outputs/cafe\u0301': Buffer.from('decomposed'),
  'outputs/caf\u00e9': Buffer.from('composed'),
  'outputs/case.txt': Buffer.from('lower'),
  'outputs/empty': Buffer.alloc(0),
  'outputs/folder/deep.txt': Buffer.from('deep'),
  'outputs/new\nline': Buffer.from('line'),
  [`outputs/${longName}`]: Buffer.from('long'),
};

const leaving = `
printf own > logs/own.txt; cd outputs; mkdir folder
printf space > ' '; printf escaped > %2e%2e; printf star > '*'; printf upper > Case.txt; printf back > 'back\\slash'
printf "$(printf '\\\\x%02x' {0..255})" > bytes.bin
printf decomposed > $'cafe\\xcc\\x81'; printf composed > $'caf\\xc3\\xa9'
printf lower > case.txt; touch empty; printf deep > folder/deep.txt; printf line > $'new\\nline'; printf long > ${longName}
ln -s "$OUTSIDE/canary" link; ln -s "$OUTSIDE" link-folder; ln -s ../../../../.. link-up; ln -s case.txt link-inside
ln -s nowhere dangling; ln "$OUTSIDE/canary" second-name; mkfifo pipe
`;

const definition = (outside: string) => `
type: pipeline
jobs:
  leave:
    code: src
    command: . ./leave.sh
    environment_variables: { OUTSIDE: ${outside} }
`;

/** A run whose one step, `leave`, left good files and traps. */
export interface TrapRun {
  service: PipelineService;
  run: Run;
  /** Holds a canary that no request may get to see. */
  outside: string;
  /** Where the step's artifacts are. */
  root: string;
}

/** Runs the step that leaves traps, in a new home; the home `way-home` is a link to the real one. */
export async function aRunWithTraps(home = 'home'): Promise<TrapRun> {
  const base = temporaryFolder();
  const outside = writeFiles(join(base, 'outside'), { canary });
  mkdirSync(join(base, 'home'));
  symlinkSync('home', join(base, 'way-home'));
  const definitions = { 'p/pipeline.yml': definition(outside), 'p/src/leave.sh': leaving };
  const { service } = await openEmbedded(definitions, join(base, home));
  const source = { kind: 'pipeline', name: 'p' } as const;
  const runId = `run-${randomUUID()}`;
  await service.submit({ runId, source, parameters: {}, submittedBy: 'terminal:ada' });
  const run = await ended(service, runId);
  if (run.status !== 'Completed') throw new Error(`the step that leaves traps ended ${run.status}`);
  return { service, run, outside, root: join(base, 'home', 'runs', run.shortId, '1-leave', 'artifacts') };
}
