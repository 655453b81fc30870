import { showDuration } from '../show.ts';
import type { Card, CardElement, Cell } from './card.ts';
import type { Links } from './links.ts';

/** A run that trouble with a machine hurt, and the step that met it. */
interface HurtRun {
  id: string;
  shortId: string;
  pipeline: string;
  submittedBy: string;
  step: string;
}

/** What the card of an incident shows. Times are milliseconds since 1970. */
export interface IncidentFacts {
  target: string;
  cause: string;
  openedAt: number;
  lastAt: number;
  /** It has been quiet for so long that the next would be another one. */
  isOver?: true;
  /** The first runs it hurt; `runCount` counts all. */
  runs: readonly HurtRun[];
  runCount: number;
}

/** Runs shown before the card says "+3 more". */
const shownRuns = 20;

/** Trouble with a machine: one card, however many runs it hurts. */
export function incidentCard(facts: IncidentFacts, links?: Links): Card {
  const { target, cause, openedAt, lastAt, isOver, runs, runCount } = facts;
  const shown = runs.slice(0, shownRuns);
  const rows = shown.map((run): Cell[] => [
    links ? { link: links.run(run.id), label: run.shortId } : run.shortId,
    run.pipeline,
    links ? { link: links.log(run.id, run.step), label: run.step } : run.step,
    { person: run.submittedBy },
  ]);
  const more = runCount - shown.length;
  const latest = runs.at(-1);
  const lasting = lastAt > openedAt ? showDuration(lastAt - openedAt) : undefined;
  return {
    title: `Compute failed: ${target}`,
    state: isOver
      ? { group: 'succeeded', words: lasting === undefined ? 'Over' : `Over, lasted ${lasting}` }
      : { group: 'failed', words: 'Compute failed' },
    elements: [
      { type: 'text', text: `${cause.charAt(0).toUpperCase()}${cause.slice(1)}.` },
      {
        type: 'context',
        parts: [{ at: openedAt }, ...(isOver || lasting === undefined ? [] : [`for ${lasting} so far`])],
      },
      { type: 'table', title: runsTitle(runCount), columns: ['Run', 'Pipeline', 'Step', 'By'], rows },
      ...(more > 0 ? [{ type: 'copyable', label: `+${more} more`, line: 'runs status=failed' } as const] : []),
      ...(latest ? [buttons(latest)] : []),
    ],
  };
}

function runsTitle(count: number): string {
  return count === 1 ? '1 run hurt' : `${count} runs hurt`;
}

function buttons({ shortId }: HurtRun): CardElement {
  return {
    type: 'buttons',
    buttons: [
      { label: 'Show logs', line: `logs ${shortId}` },
      { label: 'Run checks', line: 'doctor' },
    ],
  };
}
