import { UserError } from '../errors.ts';
import type { Line } from './line.ts';
import type { FlagShape } from './shape.ts';

/** Verbs of the grammar that are not built: they answer "not yet", and no help speaks of them. */
const laterVerbs: ReadonlySet<string> = new Set([
  'compare',
  'diff',
  'versions',
  'promote',
  'rollback',
  'schedule',
  'digest',
  'approve',
  'reject',
  'claim',
  'ack',
  'compute',
  'queue',
  'workspace',
  'ws',
  'login',
  'logout',
  'alias',
  'audit',
  'settings',
]);

/** Throws `not-yet` for a line that begins with a verb of a later version. */
export function refuseLaterVerb(text: string): void {
  const word = /^\s*([A-Za-z]+)/.exec(text)?.[1]?.toLowerCase();
  if (word === undefined || !laterVerbs.has(word)) return;
  throw new UserError({ code: 'not-yet', message: `Not yet: ${word} comes in a later version.`, fix: 'help' });
}

/** Throws `not-yet` for `--fresh`: nothing is reused so far, so every run is fresh. */
export function refuseFresh(line: Line): void {
  if (!line.flags.has('fresh')) return;
  throw new UserError({
    code: 'not-yet',
    message: 'Not yet: --fresh. Nothing is reused so far, so every run executes all of its steps.',
    fix: 'Leave --fresh out.',
  });
}

/** Known to the grammar so that it can be refused in words; `hidden` keeps it out of help. */
export const freshFlag: FlagShape = { name: 'fresh', takes: 'nothing', summary: '', hidden: true };
