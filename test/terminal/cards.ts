import { expect } from 'vitest';
import type { Screen } from './screen.ts';
import { promptSays, type Terminal } from './terminal.ts';

/** What one card of a run has once: its title, its bar, its next lines, and each of its steps. */
const once = [/^\S+ · run [0-9A-Z]{4}\b/, /^[▓░]{10} /, /^Next: /, /^ {2}[▶✓○✗–] (\S+)/];

/** The pieces of run cards that stand on the screen or above it more than once. */
export function copies(screen: Screen): string[] {
  const pieces = screen
    .everything()
    .flatMap((row) => once.map((piece) => piece.exec(row)).filter((found) => found !== null));
  const names = pieces.map(([whole, step]) => step ?? whole.replace(/[▓░]+/, 'bar'));
  return names.filter((name, at) => names.indexOf(name) < at);
}

/** From now on the test fails at the first moment at which a piece of the one card is there twice. */
export function neverTwice(screen: Screen): void {
  screen.watch(() => {
    const found = copies(screen);
    if (found.length > 0) throw new Error(`twice: ${found.join(', ')}\n${screen.everything().join('\n')}`);
  });
}

/** Starts `relay` and waits until its first step runs. */
export async function beginRelay(terminal: Terminal): Promise<void> {
  await terminal.prompts();
  await terminal.enter('run relay', '▶ first');
}

/** Waits until the run of `relay` has completed and the person can type again. */
export async function completion({ screen, until }: Terminal, typed = ''): Promise<void> {
  const isEnd = (row: string) => /^relay · run \w{4} {2}Completed$/.test(row);
  await until('relay has completed', () => screen.everything().some(isEnd) && promptSays(screen, typed));
}

/** The run of `relay` stands there once, as it ended; nothing is left of how it went. */
export function expectOneEnd(screen: Screen): void {
  const all = screen.everything().join('\n');
  expect(copies(screen)).toEqual([]);
  expect(all.match(/relay · run \w{4} {2}Completed/g)).toHaveLength(1);
  expect(all).toContain('3 of 3 steps');
  expect(all).not.toMatch(/Running|Queued|Not started/);
}
