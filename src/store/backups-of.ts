import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The copies of a SQLite file that were made before its upgrades, the newest first. */
export function backupsOf(file: string): string[] {
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(`${basename(file)}.before-`))
    .map((name) => join(dirname(file), name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
}

/** What to do where a SQLite file is of no use; names the newest backup where there is one. */
export function howToRestore(file: string): string {
  const [newest] = backupsOf(file);
  // What stands beside a damaged file would be taken for a part of the one that is put in its place.
  const moved = `Move ${file} and every ${file}-* away`;
  if (newest === undefined) return `${moved}, then put a copy of yours in its place, or start empty.`;
  return `${moved}, then restore the newest backup: cp ${newest} ${file}`;
}
