import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from './support/temporary-folder.ts';

const source = join(import.meta.dirname, '..', 'src');

/** Files at the root of `src` that any room may use. */
const common = [
  ...['errors', 'log', 'clock', 'closest', 'visible', 'show', 'redact', 'secret-patterns', 'key-cache'],
  ...['exchange', 'in-time', 'check'],
  // Where rooms tell what they did; who counts it is none of their business.
  'observe/meters',
];

/** Room → what it may import besides itself and the common files. Longer names come first: the first match counts. */
const rooms: readonly (readonly [room: string, may: readonly string[]])[] = [
  ['wiring/', ['']],
  ['main', ['']],
  ['cli', ['']],
  ['config/', []],
  ['config', ['config/']],
  ['pipelines/embedded/', ['pipelines/', 'store/']],
  ['pipelines/', []],
  [
    'commands/',
    [
      ...['pipelines/types', 'pipelines/status', 'pipelines/service', 'pipelines/surely', 'policy/'],
      ...['chat/platform', 'notifications/', 'delivery/deliveries', 'cards/form'],
      // A form judges values as the service will.
      ...['pipelines/parameters', 'pipelines/parameter-value'],
    ],
  ],
  [
    'notifications/',
    ['delivery/', 'cards/', 'pipelines/types', 'pipelines/status', 'pipelines/service', 'chat/platform', 'store/'],
  ],
  ['delivery/', ['chat/platform', 'cards/card', 'store/']],
  ['cards/', ['pipelines/types', 'pipelines/status', 'pipelines/service', 'commands/reply']],
  ['policy/', ['chat/platform']],
  ['chat/platform', ['cards/card', 'cards/form']],
  ['chat/terminal/', ['chat/platform', 'cards/', 'commands/reply', 'pipelines/status', 'store/']],
  ['chat/shared/', ['chat/platform', 'cards/card', 'cards/form', 'store/']],
  [
    'chat/slack/',
    [
      'chat/platform',
      'chat/shared/',
      'cards/',
      'config/slack',
      'delivery/retry-after',
      'web/route',
      'pipelines/status',
    ],
  ],
  [
    'chat/teams/',
    [
      ...['chat/platform', 'chat/shared/', 'cards/', 'store/', 'config/teams', 'delivery/retry-after', 'web/route'],
      'pipelines/status',
    ],
  ],
  ['store/', []],
  ['observe/', ['delivery/', 'store/', 'chat/platform']],
  ['web/', ['pipelines/types', 'pipelines/status', 'pipelines/service']],
  ...common.map((file) => [file, []] as const),
];

/** Package or Node module → the only places that may import it. */
const fences: Readonly<Record<string, readonly string[]>> = {
  'node:child_process': ['pipelines/embedded/step-process'],
  'node:sqlite': ['store/'],
  'node:http': ['web/'],
  pg: ['store/'],
  kysely: ['store/', 'pipelines/embedded/', 'delivery/', 'notifications/', 'observe/', 'chat/terminal/'],
  yaml: ['pipelines/definition/', 'commands/body'],
  ignore: ['pipelines/embedded/snapshot-files'],
  pino: ['log', 'cli'],
  '@slack/bolt': ['chat/slack/'],
  '@microsoft/teams.cards': ['chat/teams/'],
  // Bolt has its own.
  '@slack/web-api': [],
  '@slack/types': ['chat/slack/'],
  botbuilder: ['chat/teams/'],
  jose: ['chat/teams/', 'web/'],
  'string-width': ['cards/'],
  'prom-client': ['observe/'],
};

/** Every broken rule below `root`, one line each. */
function brokenRules(root: string): string[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const name = file.replace(/\.ts$/, '');
    const broken = [...text.matchAll(/(?:from |import |import\()'([^']+)'/g)].flatMap(([, target = '']) => {
      const inside = target.startsWith('.')
        ? relative(root, join(root, dirname(file), target)).replace(/\.ts$/, '')
        : undefined;
      return inside === undefined ? brokenFence(name, target) : brokenRoom(name, inside);
    });
    const environment = /process\.env\b/.test(text) && name !== 'config' ? [`${name} reads process.env`] : [];
    return [...broken, ...environment];
  });
}

function brokenRoom(name: string, target: string): string[] {
  const [room, may] = rooms.find(([place]) => isWithin(name, place)) ?? [];
  if (room === undefined || may === undefined) return [`${name} is in no room`];
  const allowed = [room, ...common, ...may].some((place) => isWithin(target, place));
  return allowed ? [] : [`${name} → ${target}`];
}

function brokenFence(name: string, target: string): string[] {
  const allowed = fences[target] ?? [''];
  return allowed.some((place) => isWithin(name, place)) ? [] : [`${name} → ${target}`];
}

/** Whether a file is this one, or in this folder, whose name ends in a slash; the empty place is everywhere. */
function isWithin(name: string, place: string): boolean {
  return name === place || place === '' || (place.endsWith('/') && name.startsWith(place));
}

test('every room imports only what it may, and each fenced package stays in its room', () => {
  expect(brokenRules(source)).toEqual([]);
});

test('a broken rule is named: a room, a fence, the environment, a file in no room', () => {
  const root = writeFiles(temporaryFolder(), {
    'cards/bad.ts':
      "import { dispatch } from '../commands/dispatch.ts';\nimport { spawn } from 'node:child_process';\n",
    'pipelines/embedded/bad.ts':
      "import type { Card } from '../../cards/card.ts';\nexport const home = process.env.HOME;\n",
    'pipelines/good.ts': "import { UserError } from '../errors.ts';\nimport type { Run } from './types.ts';\n",
    'delivery/bad.ts':
      "import { cardOf } from '../cards/card-of.ts';\nexport const late = () => import('../web/server.ts');\n",
    'log-book.ts': "import pino from 'pino';\n",
    'elsewhere.ts': "import { sayOnce } from './chat/terminal/say.ts';\n",
  });
  expect(brokenRules(root).sort()).toEqual([
    'cards/bad → commands/dispatch',
    'cards/bad → node:child_process',
    'delivery/bad → cards/card-of',
    'delivery/bad → web/server',
    'elsewhere is in no room',
    'log-book → pino',
    'pipelines/embedded/bad reads process.env',
    'pipelines/embedded/bad → cards/card',
  ]);
});

test('a line for a server that runs is not kept waiting by what only that server needs', () => {
  const loaded = loadedAtOnce('cli.ts');
  expect([...loaded].filter((target) => !target.startsWith('node:') && !target.endsWith('.ts')).sort()).toEqual([
    'pino',
    'string-width',
    'zod',
  ]);
  expect(loaded).not.toContain('main.ts');
});

/** What a file below `src` loads before its first line runs: files by their path there, packages by their name. */
function loadedAtOnce(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  const text = readFileSync(join(source, file), 'utf8');
  for (const [, target = ''] of text.matchAll(/^(?:import|export) (?!type )[^;']*from '([^']+)';$/gm)) {
    const found = target.startsWith('.') ? join(dirname(file), target) : target;
    if (loaded.has(found)) continue;
    loaded.add(found);
    if (target.startsWith('.')) loadedAtOnce(found, loaded);
  }
  return loaded;
}
