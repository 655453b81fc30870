import { forgottenAtOnce } from '../delivery/retention.ts';
import { isTerminal } from '../pipelines/status.ts';
import type { Run } from '../pipelines/types.ts';
import type { NotificationsTransaction } from './schema.ts';
import { showSubject } from './subjects.ts';

const day = 86_400_000;

/** How long runs that ended and incidents are known: as long as the messages that show them. */
const kept = 30 * day;

/** How long a run is known that has not ended and of which nothing is heard: its service has lost it. */
const keptOpen = 90 * day;

/** True for a run that ended so long ago that it may have been known and forgotten. */
export function isForgotten({ status, endedAt, submittedAt }: Run, now: number): boolean {
  return isTerminal(status) && (endedAt ?? submittedAt) < now - kept;
}

/**
 * Forgets some of what is too old to be news, and answers of how many rows: runs and incidents with the messages that
 * show them, and mutes that are over.
 */
export async function forgetOldNews(tx: NotificationsTransaction, now: number): Promise<number> {
  const mutes = await tx.deleteFrom('mute').where('until', '<=', now).executeTakeFirst();
  const ended = await forgetRuns(tx, 1, now - kept);
  const lost = await forgetRuns(tx, 0, now - keptOpen);
  const incidents = await forgetIncidents(tx, now - kept);
  return Number(mutes.numDeletedRows) + ended + lost + incidents;
}

async function forgetRuns(tx: NotificationsTransaction, isFinal: 0 | 1, before: number): Promise<number> {
  const rows = await tx
    .deleteFrom('watched_run')
    .where('id', 'in', (from) =>
      from
        .selectFrom('watched_run')
        .select('id')
        .where('isFinal', '=', isFinal)
        .where('changedAt', '<', before)
        .limit(forgottenAtOnce),
    )
    .returning('id')
    .execute();
  await forgetMessages(
    tx,
    rows.map(({ id }) => showSubject({ kind: 'run', id })),
  );
  return rows.length;
}

/** An incident is over by itself, so nothing says of its messages that they are final. */
async function forgetIncidents(tx: NotificationsTransaction, before: number): Promise<number> {
  const rows = await tx
    .deleteFrom('incident')
    .where('id', 'in', (from) =>
      from.selectFrom('incident').select('id').where('lastAt', '<', before).limit(forgottenAtOnce),
    )
    .returning('id')
    .execute();
  await forgetMessages(
    tx,
    rows.map(({ id }) => showSubject({ kind: 'incident', id })),
  );
  return rows.length;
}

async function forgetMessages(tx: NotificationsTransaction, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  await tx.deleteFrom('outbox').where('subject', 'in', subjects).execute();
}
