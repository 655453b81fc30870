import { type Stats, statSync } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { UserError } from '../../errors.ts';
import { hasCode, readTextIfThere } from './files.ts';

/** One file of a snapshot: its path below the root (with `/`), where it is now, size in bytes. */
export interface SnapshotFile {
  path: string;
  source: string;
  size: number;
  executable: boolean;
}

/** Skipped whatever the ignore file says: what a local trial run leaves behind must not change the snapshot. */
const alwaysSkipped = ['.git', '.azureml', '.ipynb_checkpoints', '__pycache__', '*.pyc'];

/** The ignore rules of a code folder: `.amlignore`, else `.gitignore`, in its root only, the last match wins. */
export function codeRules(root: string): Ignore {
  const own = readIgnoreFile(join(root, '.amlignore')) ?? readIgnoreFile(join(root, '.gitignore')) ?? '';
  return ignore({ ignorecase: false }).add(own).add(alwaysSkipped);
}

/** Opening a named pipe would wait for somebody to write to it. */
function readIgnoreFile(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? readTextIfThere(file) : undefined;
}

/**
 * All files below `root` (or `root` itself when it is a file), sorted by the bytes of their paths. A link is taken for
 * what it leads to; one that leaves the root, leads nowhere or runs in a circle is refused with its path. Looks no further
 * when it has found `most`: links to folders can make more files than anybody has.
 */
export async function snapshotFiles(
  root: string,
  rules: Ignore = ignore(),
  most = Number.POSITIVE_INFINITY,
): Promise<SnapshotFile[]> {
  if ((await stat(root)).isFile()) return [await describe(root, basename(root))];
  const realRoot = await realpath(root);
  const files: SnapshotFile[] = [];

  async function walk(folder: string, prefix: string, above: readonly string[]): Promise<void> {
    for (const name of await readdir(folder)) {
      if (files.length >= most) return;
      const source = join(folder, name);
      const path = `${prefix}${name}`;
      const entry = await lstatNamed(source);
      if (rules.ignores(entry.isDirectory() ? `${path}/` : path)) continue;
      const info = entry.isSymbolicLink() ? await stat(await linkTarget(source, realRoot, above)) : entry;
      if (info.isDirectory() && rules.ignores(`${path}/`)) continue;
      if (info.isDirectory()) await walk(source, `${path}/`, [...above, await realpath(source)]);
      else if (info.isFile()) files.push(await describe(source, path));
    }
  }

  await walk(root, '', [realRoot]);
  return files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** A name that is not UTF-8 cannot be found again under the text it was read as. */
async function lstatNamed(source: string): Promise<Stats> {
  try {
    return await lstat(source);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new UserError({
      code: 'bad-definition',
      message: `${source} cannot be kept for the run: its name is not UTF-8, or it went away meanwhile.`,
      fix: 'Rename the file.',
    });
  }
}

async function describe(source: string, path: string): Promise<SnapshotFile> {
  const info = await stat(source);
  return { path, source, size: info.size, executable: (info.mode & 0o100) !== 0 };
}

async function linkTarget(link: string, realRoot: string, above: readonly string[]): Promise<string> {
  const target = await realpath(link).catch(() => undefined);
  if (target === undefined) throw refusedLink(link, 'leads nowhere');
  if (!target.startsWith(realRoot + sep)) throw refusedLink(link, 'leaves its folder');
  if (above.includes(target)) throw refusedLink(link, 'runs in a circle');
  return target;
}

function refusedLink(link: string, why: string): UserError {
  return new UserError({
    code: 'bad-definition',
    message: `The link ${link} ${why}, so its folder cannot be kept for the run.`,
    fix: 'Replace the link by a copy, or name it in a file .amlignore.',
  });
}
