import { type FileHandle, open } from 'node:fs/promises';
import type { LogWindow } from '../service.ts';
import { hasCode } from './files.ts';
import { cleanLines } from './log-text.ts';

/** Bytes read of a log when only its end is wanted. */
const tailBytes = 64 * 1024;

/** Bytes searched from the end when lines are picked by their text. */
const searchedBytes = 64 * 1024 * 1024;

const chunkBytes = 256 * 1024;

/** The last lines of a log, at most `tail`, and the bytes before the part that was read. A missing log is empty. */
export async function readLog(file: string, window: LogWindow): Promise<{ lines: string[]; omitted: number }> {
  const log = await openIfThere(file);
  if (!log) return { lines: [], omitted: 0 };
  try {
    const { size } = await log.stat();
    const from = Math.max(0, size - (window.grep === undefined ? tailBytes : searchedBytes));
    const lines: string[] = [];
    for await (const line of linesFrom(log, from, size)) {
      if (window.grep !== undefined && !line.includes(window.grep)) continue;
      lines.push(line);
      if (lines.length >= window.tail * 2) lines.splice(0, lines.length - window.tail);
    }
    return { lines: lines.slice(-window.tail), omitted: from };
  } finally {
    await log.close();
  }
}

async function* linesFrom(log: FileHandle, from: number, end: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let rest = '';
  let cutStart = from > 0;
  for (let at = from; at < end; ) {
    const { bytesRead } = await log.read(buffer, 0, Math.min(chunkBytes, end - at), at);
    if (bytesRead === 0) break;
    at += bytesRead;
    const text = rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true });
    const lastBreak = text.lastIndexOf('\n');
    // A line longer than a chunk is not held whole: only its end can still be shown.
    rest = lastBreak === -1 ? text.slice(-chunkBytes) : text.slice(lastBreak + 1);
    const whole = lastBreak === -1 ? [] : cleanLines(text.slice(0, lastBreak + 1));
    yield* cutStart && lastBreak !== -1 ? whole.slice(1) : whole;
    if (lastBreak !== -1) cutStart = false;
  }
  if (rest !== '') yield* cleanLines(rest);
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
