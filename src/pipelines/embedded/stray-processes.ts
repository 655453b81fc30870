import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * Ends by force every process that still carries a run's id, and a path below the folder of `runs`, in its environment:
 * what left its step's process group to outlive it. Called when the run is over. Finds nothing where the system has no /proc.
 */
export async function endStrays(runId: string, runs: string): Promise<void> {
  const mark = `AZUREML_ROOT_RUN_ID=${runId}`;
  const place = `=${runs}/`;
  for (const pid of processIds()) {
    // A process that ended meanwhile, or that belongs to somebody else, cannot be read.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const variables = environment.split('\0');
    if (variables.includes(mark) && variables.some((variable) => variable.includes(place))) kill(pid);
  }
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended between the look and the signal.
  }
}
