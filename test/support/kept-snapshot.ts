import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, UserError } from '../../src/errors.ts';
import { keepSnapshot, snapshotPath } from '../../src/pipelines/embedded/snapshot.ts';
import { temporaryFolder, writeFiles } from './temporary-folder.ts';

/** What a snapshot holds, as its store has it: paths, and their bytes as text. */
interface KeptSnapshot {
  digest: string;
  root: string;
  files: readonly string[];
  texts: Readonly<Record<string, string>>;
}

/** A folder called `code` with these files; nothing else is beside it. */
export function aCodeFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = join(temporaryFolder(), 'code');
  mkdirSync(folder);
  return writeFiles(folder, files);
}

/** Keeps the folder in a new store. Fails when the store then holds anything but plain files and folders. */
export async function kept(folder: string, use: 'code' | 'data' = 'code'): Promise<KeptSnapshot> {
  const store = join(temporaryFolder(), 'store');
  const snapshot = await keepSnapshot(store, folder, use);
  const root = snapshotPath(store, snapshot);
  const files: string[] = [];
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const info = lstatSync(join(root, name));
    if (info.isFile()) files.push(name);
    else if (!info.isDirectory()) throw new Error(`the store holds ${name}, which is no plain file`);
  }
  const texts = Object.fromEntries(files.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
  return { digest: snapshot.digest, root, files, texts };
}

/** What a person is told when the folder cannot be kept. Fails when something of it was kept all the same. */
export async function refusal(folder: string, use: 'code' | 'data' = 'code'): Promise<Problem> {
  const store = join(temporaryFolder(), 'store');
  const error = await keepSnapshot(store, folder, use).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error(`expected a refusal, got ${String(error)}`);
  const left = existsSync(store) ? readdirSync(store) : [];
  if (left.length > 0) throw new Error(`refused, and yet the store holds ${left.join(', ')}`);
  return error.problem;
}
