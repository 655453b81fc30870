import { mkdirSync, statfsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { hasCode } from './files.ts';
import { findOnPath } from './find-on-path.ts';
import type { Home } from './home.ts';
import { limitLines } from './step-limits.ts';

/** The machine as steps find it. */
export interface Machine {
  /** Absolute path of bash. */
  bash: string;
  /** Absolute path of Python 3, absent when this machine has none. */
  python?: string;
  /** What steps see of the machine's own environment. */
  environment: Readonly<Record<string, string>>;
  /** The lines that limit what a step may use. */
  limits: string;
  diskIsFull(): boolean;
}

/** Below this many bytes nothing useful can be written. */
const nothingLeft = 64 * 1024;

/**
 * Looks at the machine. Where it has `python3` and no `python`, steps get a `python` that leads to it, because commands
 * written for Azure ML call `python`. Throws `unavailable` on a machine without bash.
 */
export function inspectMachine(home: Home, environment: Readonly<Record<string, string>>, limits: string): Machine {
  const path = environment.PATH ?? '';
  const bash = findOnPath('bash', path);
  if (bash === undefined) {
    throw new UserError({
      code: 'unavailable',
      message: 'Steps run in bash, and this machine has none on its PATH.',
      fix: 'Install bash (Debian: apt-get install bash), then start again.',
    });
  }
  const python3 = findOnPath('python3', path);
  const python = findOnPath('python', path);
  const stepPath = python === undefined && python3 !== undefined ? `${shim(home, python3)}:${path}` : path;
  const found = python ?? python3;
  return {
    bash,
    ...(found !== undefined && { python: found }),
    environment: { ...environment, PATH: stepPath },
    limits: limitLines(limits),
    diskIsFull() {
      const { bavail, bsize } = statfsSync(home.root);
      return bavail * bsize < nothingLeft;
    },
  };
}

function shim(home: Home, python3: string): string {
  mkdirSync(home.shims, { recursive: true });
  try {
    symlinkSync(python3, join(home.shims, 'python'));
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  return home.shims;
}
