import type { Check } from '../check.ts';
import type { Disabling, PipelineSummary, Run } from '../pipelines/types.ts';
import { showDuration } from '../show.ts';
import type { Card, CardElement } from './card.ts';
import { stateOf } from './run-card.ts';

/** `runs` and `status` alone. */
export function runsCard(runs: readonly Run[], filters: readonly string[], now: number): Card {
  const title = ['Runs', ...(filters.length > 0 ? [`(${filters.join(', ')})`] : [])].join(' ');
  if (runs.length === 0) return { title, elements: [{ type: 'text', text: 'None.' }, copyable('Start one', 'list')] };
  const rows = runs.map((run) => [
    run.shortId,
    run.pipeline,
    stateOf(run.status).words,
    run.startedAt === undefined ? '' : showDuration((run.endedAt ?? now) - run.startedAt),
    `${showDuration(now - run.submittedAt)} ago`,
    { person: run.submittedBy },
  ]);
  return {
    title,
    elements: [
      { type: 'table', columns: ['Run', 'Pipeline', 'State', 'Took', 'Asked', 'By'], rows },
      copyable('Look closer', `status ${runs[0]?.shortId}`),
    ],
  };
}

/** `list`: what can be run, and what cannot with the reason. */
export function pipelinesCard(pipelines: readonly PipelineSummary[]): Card {
  const title = 'Pipelines';
  const [first] = pipelines;
  if (!first) return { title, elements: [{ type: 'text', text: 'None that match.' }, copyable('See all', 'list')] };
  const rows = pipelines.map((each) => [each.name, versionWords(each), stateWords(each), each.description ?? '']);
  return {
    title,
    elements: [
      { type: 'table', columns: ['Name', 'Version', 'State', 'What it does'], rows },
      ...pipelines.flatMap(({ name, problem }) =>
        problem === undefined ? [] : [{ type: 'text', text: `${name}: ${problem}` } as const],
      ),
      ...pipelines.flatMap(({ name, disabled }) => (disabled ? [disabledLine(`${name} is disabled`, disabled)] : [])),
      copyable('Run one', `run ${first.name}`),
    ],
  };
}

/** `doctor`. */
export function checksCard(checks: readonly Check[]): Card {
  const bad = checks.filter(({ state }) => state !== 'ok').length;
  const rows = checks.map(({ name, state, words }) => [state, name, words]);
  return {
    title: bad === 0 ? 'Everything is in order' : `${bad} of ${checks.length} checks want attention`,
    elements: [
      { type: 'table', columns: ['', 'What', 'Found'], rows },
      ...checks.flatMap(({ name, fix }) =>
        fix === undefined ? [] : [{ type: 'text', text: `${name}: ${fix}` } as const],
      ),
    ],
  };
}

function versionWords({ version }: PipelineSummary): string {
  return version === undefined ? 'draft' : `v${version}`;
}

function stateWords({ disabled, problem }: PipelineSummary): string {
  if (problem !== undefined) return 'broken';
  return disabled ? 'disabled' : 'ready';
}

/** Who disabled it, and why. */
export function disabledLine(what: string, { by, why }: Disabling): CardElement {
  return { type: 'text', text: [`${what} by `, { person: by }, why === undefined ? '.' : `: ${why}`] };
}

function copyable(label: string, line: string) {
  return { type: 'copyable', label, line } as const;
}
