import type { Changes, PipelineService } from '../service.ts';
import type { RunReads } from './run-reads.ts';
import type { EmbeddedDatabase } from './schema.ts';

/** Runs of one answer: few enough that whoever takes them in holds up nobody. */
const runsAtOnce = 100;

/**
 * What changed since a cursor, which names the database that it counts in: `<id>:<change>`. Cursors of older versions have
 * no name; they are taken for ours as far as this database had come when it got its id.
 */
export async function openChangeFeed(
  db: EmbeddedDatabase,
  reads: Pick<RunReads, 'changedSince' | 'lastChange'>,
): Promise<PipelineService['changesSince']> {
  const { id, namelessUntil } = await db.selectFrom('history').selectAll().executeTakeFirstOrThrow();

  function changeOf(cursor: string, last: number): number | undefined {
    const [, name, digits] = /^(?:(.+):)?(\d+)$/s.exec(cursor) ?? [];
    const change = Number(digits ?? Number.NaN);
    const ours = name === undefined ? namelessUntil : name === id ? last : -1;
    return change <= ours ? change : undefined;
  }

  return async (cursor): Promise<Changes> => {
    const last = await reads.lastChange();
    const from = cursor === undefined ? undefined : changeOf(cursor, last);
    if (from === undefined) return { kind: 'begin', runs: [], cursor: `${id}:${last}` };
    const changes = await reads.changedSince(from, runsAtOnce);
    const kind = changes.runs.length < runsAtOnce ? 'all' : 'some';
    return { kind, runs: changes.runs, cursor: `${id}:${changes.cursor}` };
  };
}
