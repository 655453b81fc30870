import type { Clock } from '../../src/clock.ts';
import type { SubmitRequest } from '../../src/pipelines/service.ts';
import { isTerminal, type RunStatus } from '../../src/pipelines/status.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { aRun, aStep } from '../support/a-run.ts';
import type { Answer } from './stand-in-platform.ts';
import type { StandIn } from './stand-in-server.ts';

/** What a pipeline service is asked. */
export type ServiceRequest =
  /** `sentAt` is when it was sent, by the clock of the machine. */
  | { method: 'submit'; request: SubmitRequest; sentAt: number }
  | { method: 'find'; runId: string }
  | { method: 'cancel'; runId: string }
  | { method: 'runs'; limit: number }
  | { method: 'changes'; cursor?: string };

/** When something was sent and when it was taken, by the clock of the machine. */
export interface Journey {
  sentAt: number;
  takenAt: number;
}

/** Everything that ever happened on the service. */
interface ServiceLedger {
  runs: Map<string, Run>;
  /** What was submitted again although the run was there. */
  submittedAgain: { runId: string; first: Journey; again: Journey }[];
  /** How many reports came again after newer ones. */
  oldReports: number;
}

export interface StandInService extends StandIn<ServiceRequest> {
  ledger: ServiceLedger;
  /** Reports a state of a run, the first or a later one. */
  report(run: Run): void;
  /** All of it is lost but for these runs: what changes from now on is counted anew. */
  lose(kept: readonly Run[]): void;
}

interface Options {
  clock: Clock;
  /** Milliseconds that a run stays in each state; without it runs stay as they are reported. */
  stateLasts?: number;
  /** Reports that come again after newer ones: how many of the earlier states of a run each answer repeats. */
  repeats?: number;
}

/** Reports that one answer tells of. */
const atOnce = 100;

const life = ['Queued', 'Preparing', 'Running'] as const;

/**
 * A pipeline service that does what it is asked and forgets nothing.
 *
 * | rule                                               | who breaks it gets                                    |
 * |----------------------------------------------------|-------------------------------------------------------|
 * | one run for each id                                | the run that is there; noted among `submittedAgain`   |
 * | ask only for runs that are there                   | 404                                                   |
 * | a pipeline called `refused` is never run           | 422                                                   |
 */
export function createStandInService({ clock, stateLasts, repeats = 0 }: Options): StandInService {
  const ledger: ServiceLedger = { runs: new Map(), submittedAgain: [], oldReports: 0 };
  const history: Run[] = [];
  const reportsOf = new Map<string, Run[]>();
  const submissions = new Map<string, Journey>();

  function report(run: Run): void {
    ledger.runs.set(run.id, run);
    history.push(run);
    reportsOf.set(run.id, [...(reportsOf.get(run.id) ?? []), run]);
  }

  async function liveOn(run: Run, lasts: number): Promise<void> {
    for (const status of life.slice(1)) {
      await clock.wait(lasts);
      report({ ...run, status, steps: [aStep({ status: 'Running' })] });
    }
    await clock.wait(lasts);
    const status = endOf(run.id);
    report({ ...run, status, endedAt: clock.now(), steps: [aStep({ status })] });
  }

  function submit({ runId, source, submittedBy }: SubmitRequest, sentAt: number): Answer {
    const known = ledger.runs.get(runId);
    const journey = { sentAt, takenAt: Date.now() };
    const first = submissions.get(runId) ?? journey;
    if (known) {
      ledger.submittedAgain.push({ runId, first, again: journey });
      return { status: 200, body: known };
    }
    submissions.set(runId, first);
    const { startedAt: _, endedAt: __, ...run } = aRun({ id: runId, shortId: runId.slice(-6).toUpperCase() });
    const pipeline = source.kind === 'pipeline' ? source.name : 'p';
    const begun: Run = { ...run, pipeline, submittedBy, status: 'Queued', steps: [] };
    report(begun);
    if (stateLasts !== undefined) void liveOn(begun, stateLasts);
    return { status: 200, body: begun };
  }

  function changes(cursor: string | undefined): Answer {
    const from = Number(cursor ?? Number.NaN);
    if (!(from <= history.length))
      return { status: 200, body: { kind: 'begin', runs: [], cursor: `${history.length}` } };
    const to = Math.min(from + atOnce, history.length);
    const ids = new Set(
      history
        .slice(from, to)
        .toReversed()
        .map(({ id }) => id),
    );
    const runs = [...ids].toReversed().flatMap((id) => {
      const reports = reportsOf.get(id) ?? [];
      const old = reports.slice(Math.max(0, reports.length - 1 - repeats), -1);
      ledger.oldReports += old.length;
      return [...reports.slice(-1), ...old];
    });
    return { status: 200, body: { kind: to < history.length ? 'some' : 'all', runs, cursor: String(to) } };
  }

  return {
    ledger,
    report,
    lose(kept) {
      history.length = 0;
      ledger.runs.clear();
      reportsOf.clear();
      for (const run of kept) report(run);
    },
    refusal(request) {
      const isRefused = request.method === 'submit' && JSON.stringify(request.request.source).includes('"refused"');
      return isRefused ? { status: 422, body: {} } : undefined;
    },
    commit(request) {
      switch (request.method) {
        case 'submit':
          return submit(request.request, request.sentAt);
        case 'find': {
          const run = ledger.runs.get(request.runId);
          return run ? { status: 200, body: run } : { status: 404, body: {} };
        }
        case 'cancel': {
          const run = ledger.runs.get(request.runId);
          if (!run) return { status: 404, body: {} };
          if (isTerminal(run.status)) return { status: 409, body: {} };
          report({ ...run, status: 'CancelRequested' });
          return { status: 200, body: run };
        }
        case 'runs':
          return { status: 200, body: [...ledger.runs.values()].toReversed().slice(0, request.limit) };
        case 'changes':
          return changes(request.cursor);
      }
    },
  };
}

/** One run in four fails; which ones is known beforehand. */
function endOf(runId: string): RunStatus {
  return Number.parseInt(runId.slice(-1), 16) % 4 === 0 ? 'Failed' : 'Completed';
}
