import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Check } from '../../check.ts';
import type { Catalog } from './catalog.ts';
import type { Engine } from './engine.ts';
import type { Home } from './home.ts';
import type { Machine } from './machine.ts';

/** Below this share of free space a warning is due. */
const scarceDisk = 0.05;

interface Checked {
  home: Home;
  machine: Machine;
  engine: ReturnType<Engine['state']>;
  /** Why the store takes no writes for the moment. */
  stalledBy: string | undefined;
  catalog: Catalog;
  definitions: string;
}

/** What `doctor` says of the embedded service: its home, the disk, the interpreters, the engine, the definitions. */
export async function machineChecks({
  home,
  machine,
  engine,
  stalledBy,
  catalog,
  definitions,
}: Checked): Promise<Check[]> {
  return [
    homeCheck(home),
    await diskCheck(home),
    { name: 'bash', state: 'ok', words: machine.bash },
    pythonCheck(machine),
    engineCheck(engine, stalledBy),
    await definitionsCheck(catalog, definitions),
    {
      name: 'isolation',
      state: 'warning',
      words: 'none: steps run as the same user as Pipehand and can read what it can read',
      fix: 'Run only code you trust, or run Pipehand in a container of its own.',
    },
  ];
}

function homeCheck(home: Home): Check {
  const open = statSync(home.root).mode & 0o077;
  if (open === 0) return { name: 'home', state: 'ok', words: home.root };
  return {
    name: 'home',
    state: 'warning',
    words: `${home.root} can be read by other users of this machine`,
    fix: `chmod 700 ${home.root}`,
  };
}

async function diskCheck(home: Home): Promise<Check> {
  const { bavail, blocks, bsize } = await statfs(home.root);
  const words = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
  if (bavail > blocks * scarceDisk) return { name: 'disk', state: 'ok', words };
  return { name: 'disk', state: 'warning', words, fix: 'Free some space: when the disk is full, steps wait.' };
}

function pythonCheck({ python }: Machine): Check {
  if (python !== undefined) return { name: 'python', state: 'ok', words: python };
  return {
    name: 'python',
    state: 'warning',
    words: 'no python3 on the PATH: pipelines that call it are refused',
    fix: 'Install Python 3 (Debian: apt-get install python3), then start Pipehand again.',
  };
}

function engineCheck({ busy, slots, runs }: ReturnType<Engine['state']>, stalledBy: string | undefined): Check {
  if (stalledBy !== undefined) return { name: 'engine', state: 'failed', words: `waits for the store: ${stalledBy}` };
  return {
    name: 'engine',
    state: 'ok',
    words: `${busy} of ${slots} slots busy, ${runs} ${runs === 1 ? 'run' : 'runs'} going on`,
  };
}

async function definitionsCheck(catalog: Catalog, folder: string): Promise<Check> {
  const pipelines = await catalog.list();
  const broken = pipelines.find(({ problem }) => problem !== undefined);
  if (!broken) return { name: 'pipelines', state: 'ok', words: `${pipelines.length} in ${folder}` };
  return {
    name: 'pipelines',
    state: 'warning',
    words: `${broken.name}: ${broken.problem}`,
    fix: `describe ${broken.name}`,
  };
}
