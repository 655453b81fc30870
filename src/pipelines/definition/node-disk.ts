import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { UserError } from '../../errors.ts';
import type { Disk } from './disk.ts';

/** The largest definition or component file in bytes; the largest of Azure's public examples has 11 KB. */
const largestDefinition = 256 * 1024;

/** The real file system. */
export const nodeDisk: Disk = { read, kindOf };

function read(path: string): string | undefined {
  const file = openFile(path);
  if (file === undefined) return undefined;
  try {
    const stats = fstatSync(file);
    if (stats.isDirectory()) throw unreadable('is a folder, not a file');
    if (!stats.isFile()) throw unreadable('is not a regular file');
    return decode(readUpTo(file, largestDefinition + 1));
  } finally {
    closeSync(file);
  }
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const stats = statsOf(path);
  if (stats?.isDirectory()) return 'folder';
  return stats?.isFile() ? 'file' : undefined;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it. */
function openFile(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code)) return undefined;
    throw unreadable(`cannot be read (${code})`);
  }
}

/** A file may grow while it is read, so its size is what was read, never what `stat` said. */
function readUpTo(file: number, limit: number): Buffer {
  const buffer = Buffer.alloc(limit);
  let length = 0;
  while (length < limit) {
    const count = readSync(file, buffer, length, limit - length, null);
    if (count === 0) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function decode(bytes: Buffer): string {
  if (bytes.length > largestDefinition) {
    throw unreadable(`is larger than ${largestDefinition / 1024} KiB, the most a definition file may have`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('is not UTF-8 text');
  }
}

function unreadable(words: string): UserError {
  return new UserError({ code: 'bad-definition', message: words });
}
