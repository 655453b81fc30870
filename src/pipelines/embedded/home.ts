import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatastorePath } from '../definition/graph.ts';
import { readTextIfThere } from './files.ts';

/** The folders of the embedded service below `PIPEHAND_HOME`. */
export interface Home {
  root: string;
  database: string;
  snapshots: string;
  runs: string;
  /** Holds `python` for machines that only have `python3`. */
  shims: string;
}

/** Azure ML's first names of the two built-in stores that were renamed. */
const datastoreAliases: Readonly<Record<string, string>> = { workspacefileblobstore: 'workspacefilestore' };

export function homeAt(root: string): Home {
  return {
    root,
    database: join(root, 'embedded.db'),
    snapshots: join(root, 'snapshots'),
    runs: join(root, 'runs'),
    shims: join(root, 'shims'),
  };
}

/** The file or folder behind a datastore path; undefined when the path would leave its datastore. */
export function datastoreFile(home: Home, { datastore, path }: DatastorePath): string | undefined {
  const name = Object.hasOwn(datastoreAliases, datastore) ? datastoreAliases[datastore] : datastore;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return undefined;
  return join(home.root, 'datastores', name ?? datastore, ...parts);
}

const bootIdFile = '/proc/sys/kernel/random/boot_id';

/** True when the machine was started again since `noteBoot`. Systems without a boot id never say so. */
export function machineRestarted(home: Home): boolean {
  const before = readTextIfThere(join(home.root, 'boot-id'));
  return before !== undefined && before !== readTextIfThere(bootIdFile);
}

/** Notes under which boot of the machine this home was last taken up. */
export function noteBoot(home: Home): void {
  const now = readTextIfThere(bootIdFile);
  if (now !== undefined) writeFileSync(join(home.root, 'boot-id'), now, { mode: 0o600 });
}
