import type { Clock } from '../clock.ts';
import { type Leadership, LostLeadership } from '../delivery/leadership.ts';
import { bump, showLive, urgencies } from '../delivery/outbox.ts';
import { startLoop, type WorkLoop } from '../delivery/work-loop.ts';
import type { Log } from '../log.ts';
import type { PipelineService } from '../pipelines/service.ts';
import type { Run } from '../pipelines/types.ts';
import { isPassing } from '../store/store-problem.ts';
import { diffRun } from './diff-runs.ts';
import { momentOf, type RunEvent } from './events.ts';
import { isForgotten } from './forget-old.ts';
import { noteComputeFailure } from './incidents.ts';
import { matching } from './matching.ts';
import { mergeRun } from './merge-run.ts';
import { urgencyOf } from './render-subject.ts';
import type { NotificationsStore, NotificationsTransaction } from './schema.ts';
import { showSubject } from './subjects.ts';
import { firstSubscribed } from './subscriptions.ts';
import { readCursor, writeCursor } from './watch-cursor.ts';
import { countOpenRuns, findWatchedRun, keepRun } from './watched-runs.ts';

interface Options {
  service: PipelineService;
  store: NotificationsStore;
  leadership: Leadership;
  clock: Clock;
  log: Log;
  /** Milliseconds between looks when the service does not wake us. */
  pollEvery: number;
  /** Messages became due. */
  enqueued(): void;
  /** How long asking took, in milliseconds. */
  asked(ms: number): void;
  /** How many runs have not ended; 0 while another replica watches them. */
  watching(runs: number): void;
}

/** Milliseconds between two looks: what changes meanwhile is taken in together. */
const pause = 100;

/** Runs that were there before the first look, the newest ones. */
const knownAtFirst = 200;

/** Runs since somebody subscribed, at the first look: more than there are unless nobody looked for very long. */
const newsAtFirst = 10_000;

/**
 * The only source of events. While this replica leads it asks the service what changed since the last time, and commits
 * all that follows in one transaction: the runs as they are known now, how far it got, which messages are due. So nothing
 * is missed or told twice, however it ends and however long it was away.
 */
export function startWatcher(options: Options): WorkLoop {
  const { service, store, leadership, clock, log } = options;

  async function round(): Promise<number> {
    const fence = leadership.fence();
    if (fence === undefined) {
      options.watching(0);
      return options.pollEvery;
    }
    try {
      await takeIn(fence);
      options.watching(await countOpenRuns(store.db, service.name));
    } catch (error) {
      if (!(error instanceof LostLeadership)) log.warn({ err: error }, 'the service could not be asked what changed');
    }
    return options.pollEvery;
  }

  async function takeIn(fence: number): Promise<void> {
    const cursor = await readCursor(store.db, service.name);
    const began = clock.elapsed();
    const changes = await service.changesSince(cursor);
    options.asked(clock.elapsed() - began);
    if (changes.cursor === cursor) return;
    const now = clock.now();
    if (cursor === undefined) return beginAt(changes.cursor, fence);
    const commit = (runs: readonly Run[], next: string | undefined) =>
      store.transaction(async (tx) => {
        await leadership.hold(tx, fence);
        if ((await readCursor(tx, service.name)) !== cursor) return;
        for (const run of runs) await takeInRun(tx, service.name, run, now, 'later');
        if (next !== undefined && next !== cursor) await writeCursor(tx, service.name, next);
      });
    try {
      await commit(changes.runs, changes.cursor);
    } catch (error) {
      if (!isOfOneReport(error)) throw error;
      let isWhole = true;
      for (const run of changes.runs) {
        await commit([run], cursor).catch((fault) => {
          if (!isOfOneReport(fault)) throw fault;
          isWhole = false;
          log.error({ err: fault, run: run.id }, 'a report of a run cannot be taken in for now');
        });
      }
      // Else all of them come again: taking a report in twice changes nothing.
      if (isWhole) await commit([], changes.cursor);
    }
    if (changes.runs.length > 0) options.enqueued();
  }

  /**
   * The first look ever: what was there before is known from here on, for a message may wait for a run that was started
   * before anybody watched. It is news only for those who had subscribed before it happened.
   */
  async function beginAt(cursor: string, fence: number): Promise<void> {
    const since = await firstSubscribed(store.db);
    const runs = [
      ...(await service.runs({ limit: knownAtFirst })),
      ...(since === undefined ? [] : await service.runs({ since, limit: newsAtFirst })),
    ];
    await store.transaction(async (tx) => {
      await leadership.hold(tx, fence);
      for (const run of runs) await takeInRun(tx, service.name, run, clock.now(), 'first');
      await writeCursor(tx, service.name, cursor);
    });
    options.enqueued();
  }

  const stopListening = service.onChange(() => loop.wake());
  const loop = startLoop(clock, pause, round);
  return {
    wake: loop.wake,
    async close() {
      stopListening();
      await loop.close();
    },
  };
}

/** A report that nobody can take in must not keep back the others. */
function isOfOneReport(error: unknown): boolean {
  return !(error instanceof LostLeadership || isPassing(error));
}

/** Takes in one report of a run: keeps what is new in it, and makes due whatever shows the run or wants to. */
async function takeInRun(
  tx: NotificationsTransaction,
  service: string,
  report: Run,
  now: number,
  look: 'first' | 'later',
): Promise<void> {
  const before = await findWatchedRun(tx, report.id);
  const run = mergeRun(before, report);
  await keepRun(tx, service, run, now);
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
  await showLive(tx, await subjectOf(tx, event, now), hearers, now);
}

/** Trouble with a machine is one message for all the runs it hurts. */
async function subjectOf(tx: NotificationsTransaction, event: RunEvent, now: number): Promise<string> {
  if (event.kind !== 'compute-failed') return showSubject({ kind: 'run', id: event.run.id });
  const { id, isNew } = await noteComputeFailure(tx, event, now);
  const subject = showSubject({ kind: 'incident', id });
  if (!isNew) await bump(tx, subject, urgencies.failure, now);
  return subject;
}
