import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal } from '../status.ts';
import type { Engine } from './engine.ts';
import { type Home, machineRestarted, noteBoot } from './home.ts';
import { type LiveRun, liveRun } from './live-run.ts';
import type { RunReads } from './run-reads.ts';
import type { StepRow } from './schema.ts';
import { claimForService, claimTime, isAlive, readClaim, readExitStatus } from './step-claim.ts';

/** Milliseconds between looks at a process that is not our child. */
const lookEvery = 100;

/** A process that created its claim writes its name at once; after this many milliseconds it never will. */
const namingTime = 2_000;

interface RecoveryOptions {
  home: Home;
  engine: Engine;
  reads: RunReads;
  now(): number;
  isClosed(): boolean;
}

/**
 * Takes up every unfinished run after a restart, however the service ended: steps that still run are followed, ended
 * ones credited, vanished ones failed, and the rest goes on. A step whose process cannot have started is started anew.
 */
export async function recover(options: RecoveryOptions): Promise<void> {
  const runs: LiveRun[] = [];
  const restarted = machineRestarted(options.home);
  for (const { run, steps } of await options.reads.unfinished()) {
    const graph = await options.reads.graphOf(run.graph);
    const folders = liveRun(options.home, run, steps, graph, new Set());
    const taken = steps.filter((step) => {
      if (step.status === 'NotStarted' || isTerminal(step.status)) return false;
      // Its claim may have been lost with the machine's memory; that it ran was written down.
      if (restarted && step.status === 'Running') return true;
      return !takeBack(folders.folderOf(step.name, step.attempt).root);
    });
    const live = liveRun(options.home, run, steps, graph, new Set(taken.map(({ name }) => name)));
    for (const step of taken) adopt(options, live, step);
    runs.push(live);
  }
  noteBoot(options.home);
  for (const run of runs) await options.engine.admit(run);
}

/** Makes sure that a step which no process has claimed never starts from this folder; false when one has. */
function takeBack(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  return claimForService(folder) || readClaim(folder)?.by === 'service';
}

function adopt({ engine, now, isClosed }: RecoveryOptions, run: LiveRun, step: StepRow): void {
  const { root } = run.folderOf(step.name, step.attempt);
  const claim = readClaim(root);
  engine.adopt(run, step.name, {
    attempt: step.attempt,
    startedAt: step.startedAt ?? claimTime(root) ?? now(),
    ...(claim?.by === 'process' && { pid: claim.pid }),
    exited: processGone(root, isClosed),
  });
}

/** Settles when the step's exit status is there, or its process is gone without one. */
async function processGone(folder: string, isClosed: () => boolean): Promise<void> {
  for (let waited = 0; !isClosed(); waited += lookEvery) {
    const claim = readClaim(folder);
    const mayLive = claim?.by === 'unnamed' ? waited < namingTime : claim !== undefined && isAlive(claim);
    // Asked after the process: one that ended between the two looks has left its status by now.
    if (readExitStatus(folder) !== undefined || !mayLive) return;
    await delay(lookEvery);
  }
}
