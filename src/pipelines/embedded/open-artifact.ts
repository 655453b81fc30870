import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { hasCode } from './files.ts';

/**
 * Opens a file below `root` once and answers its bytes from that one handle. Undefined for anything that is not a plain
 * file inside: a link on any part of the way, a second name of another file, a device, a file that is gone. The check
 * looks at what was opened, so that swapping folders meanwhile gains nothing.
 */
export async function openInside(
  root: string,
  path: string,
): Promise<{ size: number; stream: ReadableStream<Uint8Array> } | undefined> {
  const file = join(root, path);
  const handle = await openPlain(file);
  if (!handle) return undefined;
  try {
    const info = await handle.stat();
    const top = await realpath(root);
    const place = join(top, path);
    const inside = place.startsWith(join(top, sep)) && (await truePath(handle, file)) === place;
    if (info.isFile() && info.nlink === 1 && inside) {
      const stream = Readable.toWeb(handle.createReadStream({ end: Math.max(0, info.size - 1) }));
      return { size: info.size, stream };
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

async function openPlain(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'ENAMETOOLONG')) return undefined;
    throw error;
  }
}

/** Linux tells the true path of an open file; elsewhere the path is resolved again. */
async function truePath(handle: FileHandle, file: string): Promise<string> {
  return readlink(`/proc/self/fd/${handle.fd}`).catch(() => realpath(file));
}
