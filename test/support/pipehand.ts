import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const project = join(import.meta.dirname, '..', '..');
const launcher = join(project, 'src', 'run.mjs');

/** The settings of one installation: its home, its definitions, and whatever a test adds. */
export interface Installation {
  home: string;
  pipelines: string;
  settings?: Readonly<Record<string, string>>;
}

/** What a finished command left. */
export interface Finished {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command line, from the folder `from`. */
export function pipehand(at: Installation, args: readonly string[], from = at.pipelines): Promise<Finished> {
  return finished(spawn(process.execPath, [launcher, ...args], { cwd: from, env: environment(at, from) }));
}

/** The same as people type it: `npm run -s pipehand -- …` in the project. */
export function npmRun(at: Installation, args: readonly string[], from = at.pipelines): Promise<Finished> {
  const all = ['--prefix', project, 'run', '-s', 'pipehand', '--', ...args];
  return finished(spawn('npm', all, { cwd: from, env: environment(at, from) }));
}

async function finished(child: ChildProcess): Promise<Finished> {
  let out = '';
  let err = '';
  child.stdin?.end();
  child.stdout?.on('data', (text) => {
    out += text;
  });
  child.stderr?.on('data', (text) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  );
  return { code, out, err };
}

/** `say` with `--json`: the exit code and the reply. */
export async function say(at: Installation, line: string, ...flags: readonly string[]) {
  const { code, out, err } = await pipehand(at, ['say', line, '--json', ...flags]);
  if (out.split('\n').length !== 2) throw new Error(`not one line of JSON: ${out}${err}`);
  return { code, reply: JSON.parse(out), err };
}

/** A running server. */
export interface Server {
  url: string;
  /** Ends it as a crash does: nothing of it runs any more, its steps go on. */
  crash(): Promise<void>;
  /** Asks it to end, and answers its exit code. */
  stop(): Promise<number | null>;
}

/** `npm start` without a screen, ready. The server itself is started, so that a crash hits it and not npm. */
export async function startServer(at: Installation): Promise<Server> {
  const child = spawn(process.execPath, [launcher, 'start'], {
    cwd: project,
    env: environment(at, project),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const url = await readyUrl(child);
  return {
    url,
    async crash() {
      child.kill('SIGKILL');
      await closed;
    },
    async stop() {
      child.kill('SIGTERM');
      return closed;
    },
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
    child.stdout?.on('data', (piece) => {
      text += piece;
      const ready = text.split('\n').find((line) => line.includes('"msg":"Pipehand is ready"'));
      if (ready) resolve(JSON.parse(ready).url);
    });
  });
}

function environment({ home, pipelines, settings }: Installation, from: string): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG } = process.env;
  return {
    PATH,
    HOME,
    LANG,
    PORT: '0',
    INIT_CWD: from,
    PIPEHAND_HOME: home,
    PIPEHAND_PIPELINES: pipelines,
    ...settings,
  };
}
