import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from './files.ts';

/** A definition found on disk, under the name people type. */
export interface DefinitionFile {
  name: string;
  file: string;
  /** Why it cannot be run, where that shows from its name alone. */
  problem?: string;
}

/** Names people can type on any keyboard and that no look-alike letter can imitate. */
const pipelineName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

export const pipelineNameRule = 'a letter or digit, then at most 63 letters, digits, "_", "." or "-"';

export function isPipelineName(name: string): boolean {
  return pipelineName.test(name);
}

/**
 * The definitions below `folder`, by name: `<name>/pipeline.yml` (or `.yaml`) and `<name>.yml`. Read anew at each call,
 * so an edit counts from the next line on. A missing folder holds none.
 */
export function findDefinitions(folder: string): DefinitionFile[] {
  const found = new Map<string, DefinitionFile>();
  for (const entry of namesIn(folder).sort()) {
    const definition = definitionAt(folder, entry);
    if (definition && !found.has(definition.name)) found.set(definition.name, named(definition));
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function named(definition: DefinitionFile): DefinitionFile {
  if (isPipelineName(definition.name)) return definition;
  return { ...definition, problem: `its name cannot be typed in chat; a name is ${pipelineNameRule}` };
}

function definitionAt(folder: string, entry: string): DefinitionFile | undefined {
  const path = join(folder, entry);
  if (/\.ya?ml$/.test(entry)) return { name: entry.replace(/\.ya?ml$/, ''), file: path };
  const file = ['pipeline.yml', 'pipeline.yaml'].map((name) => join(path, name)).find(isFile);
  return file === undefined ? undefined : { name: entry, file };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
