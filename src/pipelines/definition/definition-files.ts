import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Disk } from './disk.ts';
import { wordsFor } from './fields.ts';
import type { Findings } from './findings.ts';
import type { WrittenMap } from './written.ts';
import { readYaml } from './yaml-source.ts';

/** A file that was asked for: its root map, a reason why it cannot be had, or `reported` problems in the file itself. */
type FileContent = { kind: 'map'; map: WrittenMap } | { kind: 'missing'; words: string } | { kind: 'reported' };

/** The files of one definition, each read once. */
export interface DefinitionFiles {
  read(path: string): FileContent;
  /** The name a file has in messages: relative to the definition's folder. */
  nameOf(path: string): string;
  /** Digest of the names and bytes of all files read, in the order they were read. */
  sha256(): string;
}

/** Reads files for a definition in `folder`; what is wrong inside a file is reported to `findings`. */
export function createDefinitionFiles(folder: string, disk: Disk, findings: Findings): DefinitionFiles {
  const contents = new Map<string, FileContent>();
  const digest = createHash('sha256');
  return {
    nameOf,
    sha256: () => digest.copy().digest('hex'),
    read: (path) => {
      const content = contents.get(path) ?? load(path);
      contents.set(path, content);
      return content;
    },
  };

  function nameOf(path: string): string {
    return relative(folder, path);
  }

  function load(path: string): FileContent {
    const text = readText(path);
    if (typeof text !== 'string') return text;
    const name = nameOf(path);
    digest.update(`${JSON.stringify([name, Buffer.byteLength(text)])}\n`).update(text);
    const written = readYaml(text, name, findings);
    if (written === undefined) return { kind: 'reported' };
    if (written.kind === 'map') return { kind: 'map', map: written };
    findings.problem(written.at, '', `must be a map of keys and values, not ${wordsFor(written)}`);
    return { kind: 'reported' };
  }

  function readText(path: string): string | FileContent {
    try {
      return disk.read(path) ?? { kind: 'missing', words: 'does not exist' };
    } catch (error) {
      if (error instanceof UserError) return { kind: 'missing', words: error.problem.message };
      throw error;
    }
  }
}
