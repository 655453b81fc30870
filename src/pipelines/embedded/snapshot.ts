import { createHash, hash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../errors.ts';
import { showSize } from '../../show.ts';
import { storeProblem } from '../../store/store-problem.ts';
import { hasCode } from './files.ts';
import { codeRules, type SnapshotFile, snapshotFiles } from './snapshot-files.ts';

/** Content kept under its digest. A `file` keeps its own name, which steps see at the end of the path. */
export interface Snapshot {
  digest: string;
  form: 'file' | 'folder';
  name: string;
}

/** Azure ML's limits for a snapshot of code: 300 MB and 2,000 files. */
const codeLimits = { bytes: 300_000_000, files: 2_000 };

/** Code files that are counted before it is refused. */
const mostCounted = 10_000;

/** Files above this many bytes are hashed as a stream; one read is faster below. */
const streamedFrom = 8_000_000;

/** Where a snapshot's content stands below the store's folder. */
export function snapshotPath(store: string, snapshot: Snapshot): string {
  const folder = join(store, snapshot.digest);
  return snapshot.form === 'file' ? join(folder, snapshot.name) : folder;
}

/**
 * Keeps a file or folder in the store, once per content. Code obeys its ignore file and the limits; data is kept whole.
 * Throws `bad-definition` for a link that cannot be kept and for code over the limits.
 */
export async function keepSnapshot(store: string, source: string, use: 'code' | 'data'): Promise<Snapshot> {
  try {
    return await keep(store, source, use);
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM')) {
      throw new UserError({
        code: 'bad-definition',
        message: `${source} cannot be read whole.`,
        fix: `ls -lR ${source}`,
      });
    }
    const problem = storeProblem(error, store);
    throw problem ? new UserError(problem, { cause: error }) : error;
  }
}

async function keep(store: string, source: string, use: 'code' | 'data'): Promise<Snapshot> {
  const files = use === 'code' ? await codeFiles(source) : await snapshotFiles(source);
  const form = (await stat(source)).isFile() ? 'file' : 'folder';
  const digest = await digestOf(files);
  const known = await stat(join(store, digest)).catch(() => undefined);
  return { digest: known ? digest : await copyInto(store, files), form, name: basename(source) };
}

async function codeFiles(source: string): Promise<SnapshotFile[]> {
  const files = await snapshotFiles(source, codeRules(source), mostCounted);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (bytes <= codeLimits.bytes && files.length <= codeLimits.files) return files;
  const atLeast = files.length === mostCounted ? 'at least ' : '';
  const largest = [...files].sort((a, b) => b.size - a.size).slice(0, 5);
  throw new UserError({
    code: 'bad-definition',
    message: `The code folder ${source} has ${atLeast}${files.length} files and ${showSize(bytes)}; a snapshot takes at most ${codeLimits.files} files and ${showSize(codeLimits.bytes)}.`,
    details: ['The largest:', ...largest.map((file) => `${file.path} (${showSize(file.size)})`)],
    fix: 'Name what the step does not need in a file .amlignore in that folder (same form as .gitignore).',
  });
}

async function digestOf(files: readonly SnapshotFile[]): Promise<string> {
  const lines: string[] = [];
  for (const { path, source, size, executable } of files) {
    lines.push(JSON.stringify([path, executable, size, await fileDigest(source, size)]));
  }
  return hash('sha256', lines.join('\n'));
}

async function fileDigest(file: string, size: number): Promise<string> {
  if (size < streamedFrom) return hash('sha256', await readFile(file));
  const sum = createHash('sha256');
  await pipeline(createReadStream(file), sum);
  return sum.digest('hex');
}

/** Copies first and names the copy by its own digest: an edit in the middle never ends under a wrong name. */
async function copyInto(store: string, files: readonly SnapshotFile[]): Promise<string> {
  const draft = join(store, `.draft-${randomUUID()}`);
  try {
    const copies: SnapshotFile[] = [];
    await mkdir(draft, { recursive: true, mode: 0o700 });
    for (const file of files) {
      const copy = join(draft, file.path);
      await mkdir(dirname(copy), { recursive: true });
      await copyFile(file.source, copy, constants.COPYFILE_FICLONE);
      copies.push({ ...file, source: copy, size: (await stat(copy)).size });
    }
    const digest = await digestOf(copies);
    await rename(draft, join(store, digest)).catch((error) => {
      // Somebody else kept the same content meanwhile.
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    });
    return digest;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
