import { existsSync, lstatSync, rmdirSync, type Stats } from 'node:fs';
import { cp, lstat, mkdir, opendir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './files.ts';

/** The folders of one step of one run. */
export interface StepFolder {
  /** Holds, beside the other folders, the log, the wrapper's `claim` and `exit`, and the inputs as `INPUT_<name>`. */
  root: string;
  /** Where the command runs: a fresh copy of its code, with `outputs/` and `logs/` inside. */
  working: string;
  /** Its private HOME and TMPDIR. */
  home: string;
  /** What is kept, `outputs/` and `logs/`; made for a step that left any. */
  artifacts: string;
  log: string;
}

/** More files than this are not listed one by one; they stay on disk. */
const listedArtifacts = 1_000;

/**
 * The folders of the step at `position`, below its run's folder. A further attempt has a folder of its own, because a
 * late process of an earlier attempt may still look into the first.
 */
export function stepFolder(runFolder: string, position: number, name: string, attempt: number): StepFolder {
  const readable = /^[\w.-]{1,80}$/.test(name) ? `${position + 1}-${name}` : `${position + 1}`;
  const root = join(runFolder, attempt > 1 ? `${readable}~${attempt}` : readable);
  return {
    root,
    working: join(root, 'wd'),
    home: join(root, 'home'),
    artifacts: join(root, 'artifacts'),
    log: join(root, 'std_log.txt'),
  };
}

/** Makes the step's folders, with a copy of its code where it has any. */
export async function makeStepFolder(folder: StepFolder, code: string | undefined): Promise<void> {
  await mkdir(folder.root, { recursive: true });
  await Promise.all([mkdir(folder.home, { recursive: true }), mkdir(folder.working, { recursive: true })]);
  if (code !== undefined) await cp(code, folder.working, { recursive: true });
  await Promise.all(['outputs', 'logs'].map((name) => mkdir(join(folder.working, name), { recursive: true })));
}

/** A file the step left, with its path below the artifact root. */
interface LeftFile {
  path: string;
  size: number;
}

/**
 * Moves `outputs/` and `logs/` of the working folder to the artifact root. Safe to repeat after an interruption. Answers
 * the plain files found; links, devices and files with a second name are left out.
 */
export async function collectArtifacts(folder: StepFolder): Promise<LeftFile[]> {
  // A step may have put a link there, to have files outside taken for its own.
  const root = lstatSync(folder.artifacts, { throwIfNoEntry: false });
  if (root && !root.isDirectory()) await rm(folder.artifacts);
  for (const name of ['outputs', 'logs']) await moveUnlessEmpty(folder, name);
  const files: LeftFile[] = [];
  if (existsSync(folder.artifacts)) await listFiles(folder.artifacts, '', files);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Throws away what a step changed elsewhere. */
export async function clearStepFolder(folder: StepFolder): Promise<void> {
  for (const path of [folder.working, folder.home]) {
    // Mostly they are empty by now, and a plain rmdir is many system calls cheaper than a search through the folder.
    if (!removeEmpty(path)) await rm(path, { recursive: true, force: true });
  }
}

async function moveUnlessEmpty(folder: StepFolder, name: string): Promise<void> {
  const from = join(folder.working, name);
  if (removeEmpty(from)) return;
  const to = join(folder.artifacts, name);
  try {
    await mkdir(folder.artifacts, { recursive: true });
    await rename(from, to);
  } catch (error) {
    // An output called `artifacts` is the artifact root itself, so `outputs/` may already be there.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    await cp(from, to, { recursive: true });
  }
}

/**
 * True when the folder is gone: it was empty, the step removed it, or it was moved before an interruption. Done without a
 * thread: handing so short a call over costs more than the call.
 */
function removeEmpty(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) return false;
    throw error;
  }
}

async function lstatIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function listFiles(folder: string, prefix: string, files: LeftFile[]): Promise<void> {
  // One by one: a step can leave more names than memory holds.
  for await (const { name } of await opendir(folder)) {
    if (files.length >= listedArtifacts) return;
    // A name that is not UTF-8 cannot be found again under the text it was read as.
    const info = await lstatIfThere(join(folder, name));
    if (!info) continue;
    if (info.isDirectory()) await listFiles(join(folder, name), `${prefix}${name}/`, files);
    else if (info.isFile() && info.nlink === 1) files.push({ path: `${prefix}${name}`, size: info.size });
  }
}
