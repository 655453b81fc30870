import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('./locking-process.ts', import.meta.url));

/** Another process with a SQLite file; each act answers `done`, or the error that it met. */
export interface Locker {
  lock(): Promise<string>;
  free(): Promise<string>;
}

/** Starts it; it ends with the test. */
export function startLocker(file: string): Locker {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  async function ask(line: string): Promise<string> {
    child.stdin.write(`${line}\n`);
    return String((await answers.next()).value);
  }
  return { lock: () => ask('lock'), free: () => ask('free') };
}
