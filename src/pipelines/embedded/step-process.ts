import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs around every step, outlives the service, and starts nothing but the step: bash builtins only. It claims the step's
 * folder (only one process can create the file), runs the command with its log straight in a file, records the exit
 * status, and ends what the command left behind. Its own variables are named so that none of the step's is touched.
 */
const wrapper = (limits: string) => `
trap '__pipehand_ended=1' TERM INT HUP
ulimit -c 0
${limits}set -C
{ read -r __pipehand_stat </proc/$$/stat; read -r __pipehand_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
set -- "$1" "$2" "$3" \${__pipehand_stat##*) }
{ echo "$$ \${23:--} \${__pipehand_boot:--}" >"$1/claim"; } 2>/dev/null || exit 0
set +C
[ -n "$__pipehand_ended" ] || "$BASH" -c "$3" >"$2" 2>&1 </dev/null
echo "$?" >"$1/exit"
kill -KILL 0
`;

/** A step handed to the machine. `pid` leads the step's process group; `exited` settles when the wrapper is gone. */
export interface LaunchedStep {
  pid: number;
  exited: Promise<void>;
}

/**
 * Starts `bash -c command` under the wrapper in a process group of its own. `folder` receives the files `claim` and
 * `exit`. Rejects with the system's error when the machine cannot start a process (EAGAIN, ENOMEM, E2BIG).
 */
export async function launchStep(options: {
  /** Absolute path of bash. */
  bash: string;
  command: string;
  folder: string;
  workingFolder: string;
  logFile: string;
  environment: Readonly<Record<string, string>>;
  /** From `limitLines`; nothing is limited without. */
  limits?: string;
}): Promise<LaunchedStep> {
  const child = spawn(
    options.bash,
    ['-c', wrapper(options.limits ?? ''), 'pipehand-step', options.folder, options.logFile, options.command],
    { cwd: options.workingFolder, env: options.environment, detached: true, stdio: 'ignore' },
  );
  if (child.pid === undefined) throw (await once(child, 'error'))[0];
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.unref();
  return { pid: child.pid, exited };
}
