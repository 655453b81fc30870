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
  const said = wordsOf(child);
  child.stdin?.end();
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  );
  return { code, ...said };
}

/** What a process has said so far; it grows. */
function wordsOf({ stdout, stderr }: ChildProcess): Omit<Finished, 'code'> {
  const said = { out: '', err: '' };
  stdout?.on('data', (text) => {
    said.out += text;
  });
  stderr?.on('data', (text) => {
    said.err += text;
  });
  return said;
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
  pid: number;
  /** What it has said and logged so far; it grows. */
  said: Readonly<Omit<Finished, 'code'>>;
  /** How it ended, whyever it did. */
  ended: Promise<Finished>;
  /** Ends it as a crash does: nothing of it runs any more, its steps go on. */
  crash(): Promise<void>;
  /** Asks it to end, and answers its exit code. */
  stop(): Promise<number | null>;
}

/**
 * `npm start` without a screen, ready. The server itself is started, so that a crash hits it and not npm; `through` is
 * a command that becomes it, with its arguments.
 */
export async function startServer(at: Installation, through: readonly string[] = []): Promise<Server> {
  const [command = '', ...args] = [...through, process.execPath, launcher, 'start'];
  const child = spawn(command, args, {
    cwd: project,
    env: environment(at, project),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = wordsOf(child);
  const ended = new Promise<Finished>((resolve) => child.once('close', (code) => resolve({ code, ...said })));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const url = await Promise.race([
    readyUrl(child),
    ended.then(({ code, out, err }) => Promise.reject(new Error(`the server ended with ${code}: ${out}${err}`))),
  ]);
  return {
    url,
    pid: child.pid ?? 0,
    said,
    ended,
    async crash() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return (await ended).code;
    },
  };
}

function readyUrl({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stdout?.on('data', (piece) => {
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
