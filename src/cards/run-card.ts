import { groupOf, isTerminal, statusTable } from '../pipelines/status.ts';
import type { Run, StepRun } from '../pipelines/types.ts';
import { showDuration, showNumber, showSize } from '../show.ts';
import type { Card, CardButton, CardElement, State } from './card.ts';
import { foldSteps } from './fold-steps.ts';
import type { Links } from './links.ts';

/** What a card shows before it says "+3 more". */
const shown = { parameters: 5, metrics: 6, artifacts: 6, logLines: 12 };

/** Longest log excerpt on a card, in characters. */
const excerptLength = 900;

/** What a card of a run has beside the run; `note` is what the verb that led here has to say. */
interface Beside {
  note?: string | undefined;
  links?: Links | undefined;
}

/** One run from queued to its end, at the moment `now`. */
export function runCard(run: Run, now: number, { note, links }: Beside = {}): Card {
  return {
    title: titleOf(run),
    state: stateOf(run.status),
    elements: [
      origin(run),
      ...(note === undefined ? [] : [{ type: 'text', text: note } as const]),
      ...reason(run),
      progress(run, now),
      foldSteps(run.steps.map((step) => stepLine(step, now))),
      ...failure(run),
      ...logLink(run, links),
      ...parameters(run),
      ...metrics(run),
      ...artifacts(run, links),
      ...(run.notices.length === 0 ? [] : [{ type: 'context', parts: run.notices } as const]),
      ...pageLink(run, links),
      { type: 'buttons', buttons: buttons(run) },
    ],
  };
}

export function stateOf(status: Run['status']): State {
  const { group, words } = statusTable[status];
  return { group, words };
}

function titleOf(run: Run): string {
  const name = `${run.pipeline} · run ${run.shortId}`;
  const at = run.steps.findIndex(({ status }) => groupOf(status) === 'failed');
  return at === -1 ? name : `${name} failed at step ${at + 1} of ${run.steps.length} (${run.steps[at]?.name})`;
}

function origin(run: Run): CardElement {
  const version = run.version === undefined ? [] : [`version ${run.version}`];
  const repeats = run.repeats ? [`repeats ${run.repeats.shortId}`] : [];
  return {
    type: 'context',
    parts: [
      { person: run.submittedBy },
      { at: run.submittedAt },
      `experiment ${run.experiment}`,
      ...version,
      ...repeats,
    ],
  };
}

/** Why it ended as it did. A run that was canceled is not always told by whom. */
function reason({ status, canceled, reason }: Run): CardElement[] {
  if (canceled && groupOf(status) === 'canceled') {
    const why = canceled.why === undefined ? '.' : `: ${canceled.why}.`;
    return [{ type: 'text', text: ['Canceled by ', { person: canceled.by }, why] }];
  }
  if (reason === undefined) return [];
  return [{ type: 'text', text: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.` }];
}

function progress(run: Run, now: number): CardElement {
  const done = run.steps.filter(({ status }) => isTerminal(status)).length;
  const total = run.steps.length;
  const elapsed = (run.endedAt ?? now) - (run.startedAt ?? run.endedAt ?? now);
  const usual = run.usualMs === undefined ? [] : [`usually ${showDuration(run.usualMs)}`];
  const words = [`${done} of ${total} ${total === 1 ? 'step' : 'steps'}`, showDuration(elapsed), ...usual].join(' · ');
  return { type: 'progress', done, total, words };
}

function stepLine(step: StepRun, now: number) {
  const note = step.failure?.cause ?? step.reason;
  return {
    name: step.name,
    state: stateOf(step.status),
    ...(step.startedAt !== undefined && { duration: (step.endedAt ?? now) - step.startedAt }),
    ...(note !== undefined && { note }),
  };
}

function failure(run: Run): CardElement[] {
  const failed = run.steps.find(({ failure }) => failure !== undefined);
  if (!failed?.failure) return [];
  const { cause, exitCode, logTail } = failed.failure;
  const status = exitCode === undefined ? '' : ` (exit status ${exitCode})`;
  const excerpt = lastLines(logTail);
  return [
    { type: 'text', text: `${failed.name} failed${status}: ${cause}` },
    ...(excerpt.length === 0
      ? []
      : [{ type: 'preformatted', title: `Last lines of ${failed.name}`, lines: excerpt } as const]),
  ];
}

/** The log that is worth reading first: of what failed, else of what runs. */
function logLink(run: Run, links: Links | undefined): CardElement[] {
  const step =
    run.steps.find(({ failure }) => failure !== undefined) ??
    run.steps.find(({ status, startedAt }) => groupOf(status) === 'running' && startedAt !== undefined);
  if (!links || !step) return [];
  return [{ type: 'link', label: `Log of ${step.name}`, url: links.log(run.id, step.name) }];
}

/** The way to the page of a run, which leads to each of its logs and files; nothing without links. */
export function pageLink({ id, shortId }: { id: string; shortId: string }, links: Links | undefined): CardElement[] {
  return links ? [{ type: 'link', label: `Page of run ${shortId}`, url: links.run(id) }] : [];
}

function lastLines(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.slice(-shown.logLines).toReversed()) {
    length += line.length;
    if (length > excerptLength && kept.length > 0) break;
    kept.unshift(line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line);
  }
  return kept;
}

function parameters(run: Run): CardElement[] {
  const changed = run.parameters.filter(({ value, default: standard }) => value !== standard);
  if (changed.length === 0) return [];
  const facts = changed.slice(0, shown.parameters).map(({ name, value, default: standard }) => ({
    label: name,
    value: standard === undefined ? value : `${value} (default ${standard})`,
  }));
  return [
    {
      type: 'facts',
      title: 'Parameters',
      facts: [...facts, ...more(changed.length - facts.length, `rerun ${run.shortId} --form`)],
    },
  ];
}

function metrics(run: Run): CardElement[] {
  const all = Object.entries(run.metrics);
  if (all.length === 0) return [];
  const facts = all.slice(0, shown.metrics).map(([label, value]) => ({ label, value: showNumber(value) }));
  return [
    {
      type: 'facts',
      title: 'Metrics',
      facts: [...facts, ...more(all.length - facts.length, `metrics ${run.shortId}`)],
    },
  ];
}

function artifacts(run: Run, links: Links | undefined): CardElement[] {
  if (run.artifacts.length === 0) return [];
  const items = run.artifacts.slice(0, shown.artifacts).map(({ step, path, size, file }) => {
    const named = (name: string) => `${name} (${showSize(size)})`;
    if (!links) return named(file ?? `${step}/${path}`);
    return { link: links.artifact(run.id, { step, path }), label: named(`${step}/${path}`) };
  });
  const rest = run.artifacts.length - items.length;
  return [
    {
      type: 'list',
      title: 'Artifacts',
      items: rest > 0 ? [...items, `+${rest} more: artifacts ${run.shortId}`] : items,
    },
  ];
}

function more(count: number, line: string): { label: string; value: string }[] {
  return count > 0 ? [{ label: `+${count} more`, value: line }] : [];
}

function buttons(run: Run): CardButton[] {
  const { shortId } = run;
  const group = groupOf(run.status);
  switch (group) {
    case 'waiting':
    case 'running':
      return [
        { label: 'Cancel run', line: `cancel ${shortId}`, confirm: `Cancel run ${shortId} of ${run.pipeline}?` },
        { label: 'Show logs', line: `logs ${shortId}` },
      ];
    case 'failed':
    case 'canceled':
      return [
        { label: 'Run again', line: `retry ${shortId}` },
        ...changes(run),
        { label: 'Show logs', line: `logs ${shortId}` },
      ];
    case 'succeeded':
      return [
        { label: 'Show artifacts', line: `artifacts ${shortId}` },
        { label: 'Show metrics', line: `metrics ${shortId}` },
        ...changes(run),
      ];
    default:
      return group satisfies never;
  }
}

/** The way to run it again with other values, where it had any. */
function changes({ shortId, parameters: used }: Run): CardButton[] {
  return used.length === 0 ? [] : [{ label: 'Rerun with changes…', line: `rerun ${shortId} --form`, opensForm: true }];
}
