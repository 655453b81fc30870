import { closeSync, existsSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode, readTextIfThere } from './files.ts';

/**
 * Who took a step's folder: its process, the service (so that a late process finds it taken and does nothing), or a
 * process that has created the file and not yet written its name.
 */
export type Claim =
  | { by: 'process'; pid: number; startTime: string; bootId: string }
  | { by: 'service' }
  | { by: 'unnamed' };

const serviceMark = 'service\n';

/** The claim on a step's folder; undefined when nobody has started it. */
export function readClaim(folder: string): Claim | undefined {
  const text = readTextIfThere(join(folder, 'claim'));
  if (text === undefined) return undefined;
  if (text === serviceMark) return { by: 'service' };
  const match = /^(\d+) (\S+) (\S+)\n$/.exec(text);
  if (!match?.[1] || !match[2] || !match[3]) return { by: 'unnamed' };
  return { by: 'process', pid: Number(match[1]), startTime: match[2], bootId: match[3] };
}

/** Takes the folder for the service, so that no process can start the step there any more; false when it is taken. */
export function claimForService(folder: string): boolean {
  try {
    const file = openSync(join(folder, 'claim'), 'wx', 0o600);
    writeSync(file, serviceMark);
    closeSync(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** When the folder was claimed, in milliseconds since 1970: when the step started. */
export function claimTime(folder: string): number | undefined {
  const info = statSync(join(folder, 'claim'), { throwIfNoEntry: false });
  return info && Math.round(info.mtimeMs);
}

/** The exit status the wrapper recorded; undefined while the command runs, or when it was never written. */
export function readExitStatus(folder: string): number | undefined {
  const match = /^(\d+)\n$/.exec(readTextIfThere(join(folder, 'exit')) ?? '');
  return match ? Number(match[1]) : undefined;
}

/**
 * True while the very process that claimed the step lives: same pid, same start time, same boot. Where the system has
 * no /proc the claim holds no start time and the pid alone must do.
 */
export function isAlive(claim: Claim): boolean {
  if (claim.by !== 'process') return false;
  if (claim.startTime === '-') return signalGroup(claim.pid, 0);
  const bootId = readTextIfThere('/proc/sys/kernel/random/boot_id')?.trim();
  const stat = readTextIfThere(`/proc/${claim.pid}/stat`);
  if (bootId !== claim.bootId || stat === undefined) return false;
  // The command name may hold spaces and parentheses; fields count from the last one (proc(5): 3 state, 22 starttime).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] !== 'Z' && fields[0] !== 'X' && fields[19] === claim.startTime;
}

/** Signals every process of the step's group; false when none is left. */
function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}

/**
 * Ends what is left of a step whose wrapper is gone. While its group lives no other process can take its number as a
 * pid; when a process has that number, the group is gone and the number belongs to a stranger.
 */
export function endLeftovers(claim: Claim | undefined): void {
  if (claim?.by !== 'process' || existsSync(`/proc/${claim.pid}`)) return;
  signalGroup(claim.pid, 'SIGKILL');
}

/** Asks a step's processes to end, and ends them by force after `grace` milliseconds. */
export function endStep(pid: number, folder: string, grace: number): void {
  if (!signalGroup(pid, 'SIGTERM')) return;
  setTimeout(() => {
    const claim = readClaim(folder);
    if (claim && isAlive(claim)) signalGroup(pid, 'SIGKILL');
  }, grace).unref();
}
