import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { type Leadership, LostLeadership } from '../delivery/leadership.ts';
import { bump, urgencies } from '../delivery/outbox.ts';
import { startLoop, type WorkLoop } from '../delivery/work-loop.ts';
import type { Log } from '../log.ts';
import type { PipelineService } from '../pipelines/service.ts';
import type { Run } from '../pipelines/types.ts';
import { isPassing } from '../store/store-problem.ts';
import { asGone } from './gone-run.ts';
import { closeIncidents, quietIncidents } from './incidents.ts';
import type { NotificationsStore } from './schema.ts';
import { showSubject } from './subjects.ts';
import { firstSubscribed } from './subscriptions.ts';
import { type Look, takeInRun } from './take-in-run.ts';
import { countUnreadReports } from './unread-reports.ts';
import { readCursor, writeCursor } from './watch-cursor.ts';
import { countOpenRuns, openRuns } from './watched-runs.ts';

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

/** Reports of a first look that are kept in one transaction: few enough that nobody waits for it. */
const keptAtOnce = 100;

/** The service did not answer. Whatever else goes wrong in a round is the store's doing, or ours. */
class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/**
 * The only source of events. While this replica leads it asks the service what changed since the last time, and commits
 * all that follows in one transaction: the runs as they are known now, how far it got, which messages are due. So nothing
 * is missed or told twice, however it ends and however long it was away.
 */
export function startWatcher(options: Options): WorkLoop {
  const { service, store, leadership, clock, log } = options;
  const unread = countUnreadReports(clock, options.pollEvery);

  async function round(): Promise<number> {
    const fence = leadership.fence();
    if (fence === undefined) {
      options.watching(0);
      return options.pollEvery;
    }
    await tellWhatIsOver(fence).catch((error) => note(error, 'trouble that is over could not be told'));
    try {
      const isBehind = await takeIn(fence);
      options.watching(await countOpenRuns(store.db, service.name));
      if (isBehind) return 0;
    } catch (error) {
      note(error, 'what changed could not be taken in');
    }
    return options.pollEvery;
  }

  function note(error: unknown, words: string): void {
    if (error instanceof LostLeadership) return;
    if (error instanceof Unanswered) log.warn({ err: error.cause }, 'the service could not be asked what changed');
    else log.warn({ err: error }, words);
  }

  /** Answers whether there is more to be taken in at once. */
  async function takeIn(fence: number): Promise<boolean> {
    const cursor = await readCursor(store.db, service.name);
    const began = clock.elapsed();
    const changes = await answered(service.changesSince(cursor));
    options.asked(clock.elapsed() - began);
    if (changes.kind === 'begin') {
      await begin(cursor, changes.cursor, fence);
      return false;
    }
    const isWhole = await keep(changes.runs, { look: 'later', from: cursor, to: changes.cursor, fence });
    if (isWhole) return changes.kind === 'some';
    for (let seen = changes; seen.kind === 'some'; ) {
      await setImmediate();
      seen = await answered(service.changesSince(seen.cursor));
      await keep(seen.runs, { look: 'later', from: cursor, fence });
    }
    return false;
  }

  /**
   * Keeps some reports, and with them how far that is, unless `to` says that it is no further. False when some of them
   * must come again: one that nobody can take in keeps back how far we are for a while, and the others not at all.
   */
  async function keep(
    runs: readonly Run[],
    { look, from, to = from, fence }: { look: Look; from: string | undefined; to?: string | undefined; fence: number },
  ): Promise<boolean> {
    const commit = (some: readonly Run[], next: string | undefined) =>
      store.transaction(async (tx) => {
        await leadership.hold(tx, fence);
        if ((await readCursor(tx, service.name)) !== from) return;
        for (const run of some) await takeInRun(tx, service.name, run, clock.now(), look);
        if (next !== undefined && next !== from) await writeCursor(tx, service.name, next);
      });
    if (runs.length === 0 && to === from) return true;
    const faults = new Map<string, unknown>();
    const commitEach = async (some: readonly Run[]) => {
      for (const run of some) {
        await commit([run], from).catch((fault) => {
          if (!isOfOneReport(fault)) throw fault;
          faults.set(run.id, fault);
        });
      }
    };
    const { known = [], others = [] } = Object.groupBy(runs, ({ id }) => (unread.has(id) ? 'known' : 'others'));
    const isInOne = known.length === 0;
    await commit(others, isInOne ? to : from).catch((error) => {
      if (!isOfOneReport(error)) throw error;
      return commitEach(others);
    });
    await commitEach(known);
    if (runs.length > 0) options.enqueued();
    if (faults.size > 0 && !isGivenUp(faults)) return false;
    if (faults.size > 0 || !isInOne) await commit([], to);
    if (to !== from) unread.forget(runs.map(({ id }) => id));
    return true;
  }

  /** Whether reports that nobody could take in were tried often enough; tells of each. */
  function isGivenUp(faults: ReadonlyMap<string, unknown>): boolean {
    const isEnough = unread.giveUp([...faults.keys()]);
    for (const [run, err] of faults) {
      const reference = randomUUID().slice(0, 8);
      if (isEnough) log.error({ err, run, reference }, 'a report of a run cannot be taken in and is left out');
      else log.warn({ err, run }, 'a report of a run cannot be taken in for now');
    }
    return isEnough;
  }

  /**
   * The first look ever, or the first at a service that counts its changes anew. What was there before is known from here
   * on, for a message may wait for a run that was started before anybody watched; it is news only for those who had
   * subscribed before it happened. Runs that were open when last heard of are asked for one by one.
   */
  async function begin(from: string | undefined, to: string, fence: number): Promise<void> {
    const reports = new Map<string, Run>();
    const held = await openRuns(store.db, service.name);
    if (from !== undefined) log.warn({ from, to, open: held.length }, 'the service counts its changes anew');
    for (const run of held) {
      reports.set(run.id, (await answered(service.find(run.id))) ?? asGone(run, clock.now()));
      await setImmediate();
    }
    const since = await firstSubscribed(store.db);
    const listed = [
      ...(await answered(service.runs({ limit: knownAtFirst }))),
      ...(since === undefined ? [] : await answered(service.runs({ since, limit: newsAtFirst }))),
    ];
    for (const run of listed.toReversed()) reports.set(run.id, run);
    const runs = [...reports.values()];
    let isWhole = true;
    for (let at = 0; at < runs.length; at += keptAtOnce) {
      isWhole = (await keep(runs.slice(at, at + keptAtOnce), { look: 'first', from, fence })) && isWhole;
      await setImmediate();
    }
    if (isWhole) await keep([], { look: 'first', from, to, fence });
  }

  /** Trouble with a machine ends by nobody's report: its messages say so when it has been quiet for long enough. */
  async function tellWhatIsOver(fence: number): Promise<void> {
    const over = await quietIncidents(store.db, clock.now());
    if (over.length === 0) return;
    await store.transaction(async (tx) => {
      await leadership.hold(tx, fence);
      await closeIncidents(tx, over);
      for (const id of over) await bump(tx, showSubject({ kind: 'incident', id }), urgencies.progress, clock.now());
    });
    options.enqueued();
  }

  const stopListening = service.onChange(() => loop.wake());
  const loop = startLoop({ clock, log, pause }, round);
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

async function answered<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw new Unanswered('the service did not answer', { cause });
  }
}
