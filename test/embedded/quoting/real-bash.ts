import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What came of a run in a folder of its own. */
export interface BashRun {
  /** Standard output, byte for byte. */
  output: Buffer;
  errors: string;
  /** Whether the file `canary`, which every payload tries to make, was made in the folder of the run. */
  canary: boolean;
}

const limits = 'ulimit -t 2 -f 4096; ';

/** Runs the text as a step's command is run: `bash -c text`, with nothing on its input. */
export function runCommand(text: string): BashRun {
  return inFolder(() => ['-c', `${limits}exec bash -c "$1"`, 'bash', text]);
}

/** Runs a text of any length, which an argument could not hold, from a file. */
export function runScript(text: string): BashRun {
  return inFolder((folder) => {
    const script = join(folder, 'script');
    writeFileSync(script, text);
    return ['-c', `${limits}exec bash "$1"`, 'bash', script];
  });
}

function inFolder(argumentsIn: (folder: string) => string[]): BashRun {
  const folder = mkdtempSync(join(tmpdir(), 'quoting-'));
  try {
    const done = spawnSync('bash', argumentsIn(folder), {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
      // Not a socket: bash would take itself for a remote shell and read ~/.bashrc.
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
      timeout: 20_000,
    });
    return { output: done.stdout, errors: done.stderr.toString(), canary: existsSync(join(folder, 'canary')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
