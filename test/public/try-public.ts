import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDesks } from '../../src/chat/terminal/desks.ts';
import { stepEnvironment } from '../../src/config/step-environment.ts';
import { readConfig } from '../../src/config.ts';
import { exitCodeOf, exitCodes, UserError } from '../../src/errors.ts';
import { openPipehand } from '../../src/main.ts';
import { nodeDisk } from '../../src/pipelines/definition/node-disk.ts';
import { createFaultLog } from './fault-log.ts';
import { findJobs } from './find-jobs.ts';
import { outcomeLine, summary } from './summary.ts';
import { type Outcome, tryFile } from './try-file.ts';

const usage = `npm run -s try-public -- <folder> [--limit <seconds>] [--home <folder>]

Runs every pipeline job and command job below a folder, one after the other, and says what became of each. A run that
takes longer than --limit (60) is cancelled. Logs and results are gone at the end; --home keeps them in a folder.
The files run as you: try those of strangers in a container, without a network.
`;

/** What a shell reports of a program ended by Ctrl-C. */
const interruptedCode = 130;

const { stdout, stderr } = process;
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
process.once('uncaughtException', (error) => {
  const told = error instanceof UserError;
  stderr.write(`${told ? error.message : error.stack}\n`);
  process.exit(told ? exitCodeOf(error.problem.code) : exitCodes.bug);
});

process.exitCode = await main();

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) {
    stderr.write(usage);
    return exitCodes.refused;
  }
  const home = asked.home ?? mkdtempSync(join(tmpdir(), 'pipehand-public-'));
  try {
    return await tryFolder(asked.folder, home, asked.limit);
  } finally {
    if (asked.home === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The folder, the limit in milliseconds and the home; undefined for arguments that make no sense. */
function readArguments(): { folder: string; limit: number; home?: string } | undefined {
  const { values, positionals } = parseArgs({
    options: { limit: { type: 'string', default: '60' }, home: { type: 'string' } },
    allowPositionals: true,
    strict: false,
  });
  const from = process.env.INIT_CWD ?? process.cwd();
  const folder = resolve(from, positionals[0] ?? '');
  const limit = Number(values.limit) * 1_000;
  if (positionals.length !== 1 || nodeDisk.kindOf(folder) !== 'folder' || !(limit > 0)) return undefined;
  return { folder, limit, ...(typeof values.home === 'string' && { home: resolve(from, values.home) }) };
}

async function tryFolder(folder: string, home: string, limit: number): Promise<number> {
  const found = findJobs(folder);
  const faults = createFaultLog();
  // Of the settings around it none but the limits: the store and the chats they name are not for trying.
  const { PIPEHAND_STEP_LIMITS } = process.env;
  const own = { PIPEHAND_STEP_LIMITS, PIPEHAND_HOME: home, PIPEHAND_PIPELINES: folder, PORT: '0' };
  const settings = { ...stepEnvironment(process.env), ...own };
  const pipehand = await openPipehand(readConfig(settings, folder), faults.log, true);
  const desks = await openDesks(async () => pipehand.desk);
  const outcomes: Outcome[] = [];
  try {
    for (const file of found.jobs) {
      stderr.write(`${outcomes.length + 1} of ${found.jobs.length}  ${file}\n`);
      const stop = AbortSignal.any([AbortSignal.timeout(limit), interrupted.signal]);
      const outcome = await tryFile(desks, join(folder, file), stop);
      if (interrupted.signal.aborted) break;
      const [fault] = faults.take();
      const told: Outcome = fault === undefined ? outcome : { kind: 'crashed', error: fault };
      outcomes.push(told);
      stdout.write(outcomeLine(file, told));
    }
  } finally {
    await pipehand.close();
  }
  stdout.write(summary(outcomes, found));
  if (outcomes.some(({ kind }) => kind === 'crashed')) return exitCodes.bug;
  return interrupted.signal.aborted ? interruptedCode : exitCodes.done;
}
