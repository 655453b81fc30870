import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lines said in earlier chats, newest first, kept in the home for this user only. */
export function chatHistory(home: string): { lines: readonly string[]; save(lines: readonly string[]): void } {
  const file = join(home, 'history');
  return {
    lines: readLines(file),
    save: (lines) => writeFileSync(file, lines.join('\n'), { mode: 0o600 }),
  };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    // No history yet, or none that can be read: the chat works without.
    return [];
  }
}
