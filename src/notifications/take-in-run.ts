import { isDeepStrictEqual } from 'node:util';
import { bump, reopen, showLive, urgencies } from '../delivery/outbox.ts';
import type { Run } from '../pipelines/types.ts';
import { diffRun } from './diff-runs.ts';
import { momentOf, type RunEvent } from './events.ts';
import { isForgotten } from './forget-old.ts';
import { isGone } from './gone-run.ts';
import { noteComputeFailure } from './incidents.ts';
import { matching } from './matching.ts';
import { mergeRun } from './merge-run.ts';
import { urgencyOf } from './render-subject.ts';
import type { NotificationsTransaction } from './schema.ts';
import { showSubject } from './subjects.ts';
import { findWatchedRun, keepRun } from './watched-runs.ts';

/** Whether a report is of a change that was watched, or was found at the first look, when most of it is old. */
export type Look = 'first' | 'later';

/**
 * Takes in one report of a run: keeps what is new in it, and makes due whatever shows the run or wants to. Taking a report
 * in twice changes nothing.
 */
export async function takeInRun(
  tx: NotificationsTransaction,
  service: string,
  report: Run,
  now: number,
  look: Look,
): Promise<void> {
  const before = await findWatchedRun(tx, report.id);
  const run = mergeRun(before, report);
  if (isDeepStrictEqual(before, run)) return;
  await keepRun(tx, service, run, now);
  if (before && isGone(before)) await reopen(tx, showSubject({ kind: 'run', id: run.id }));
  await bump(tx, showSubject({ kind: 'run', id: run.id }), urgencyOf(run), now);
  // Of a run that was forgotten, everything would look new.
  if (!before && isForgotten(run, now)) return;
  for (const event of diffRun(before, run)) {
    await tell(tx, event, now, look === 'first' ? momentOf(event, now) : undefined);
  }
}

async function tell(
  tx: NotificationsTransaction,
  event: RunEvent,
  now: number,
  madeUntil: number | undefined,
): Promise<void> {
  const hearers = await matching(tx, event, now, madeUntil);
  // Old trouble that is news for nobody is no incident.
  if (madeUntil !== undefined && hearers.length === 0) return;
  const urgency = event.kind === 'compute-failed' ? urgencies.failure : urgencyOf(event.run);
  await showLive(tx, await subjectOf(tx, event, now), hearers, now, urgency);
}

/** Trouble with a machine is one message for all the runs it hurts. */
async function subjectOf(tx: NotificationsTransaction, event: RunEvent, now: number): Promise<string> {
  if (event.kind !== 'compute-failed') return showSubject({ kind: 'run', id: event.run.id });
  const { id, isNew } = await noteComputeFailure(tx, event, now);
  const subject = showSubject({ kind: 'incident', id });
  if (!isNew) await bump(tx, subject, urgencies.failure, now);
  return subject;
}
