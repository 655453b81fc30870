import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * A folder for one measurement. All go together when the process ends: where ext4 makes a folder, it looks past each inode
 * that was deleted within the last five seconds (`recently_deleted` in its `ialloc.c`), so that cleaning up after one
 * measurement would slow the next.
 */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pipehand-bench-'));
  folders.push(folder);
  return folder;
}
