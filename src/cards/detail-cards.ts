import type { Reply, RunRef } from '../commands/reply.ts';
import type { LogExcerpt } from '../pipelines/service.ts';
import type { Artifact, Metric } from '../pipelines/types.ts';
import { showNumber, showSize } from '../show.ts';
import type { Card } from './card.ts';
import type { Links } from './links.ts';
import { pageLink } from './run-card.ts';

/** `logs`. */
export function logCard(run: RunRef, { step, lines, omitted, file }: LogExcerpt, links?: Links): Card {
  const where = file === undefined ? [] : [file];
  const cut = omitted > 0 ? [`the part before (${showSize(omitted)}) is not shown`] : [];
  return {
    title: `${run.pipeline} · run ${run.shortId} · log of ${step}`,
    elements: [
      lines.length === 0 ? { type: 'text', text: 'Nothing was written.' } : { type: 'preformatted', lines },
      ...(where.length + cut.length === 0 ? [] : [{ type: 'context', parts: [...where, ...cut] } as const]),
      ...(links ? [{ type: 'link', label: `Log of ${step}`, url: links.log(run.id, step) } as const] : []),
    ],
  };
}

/** `metrics`: the course of each number, first and last, lowest and highest. */
export function metricsCard(run: RunRef, metrics: readonly Metric[], links?: Links): Card {
  const title = `${run.pipeline} · run ${run.shortId} · metrics`;
  if (metrics.length === 0) return { title, elements: [{ type: 'text', text: 'No numbers were logged.' }] };
  const rows = [...seriesOf(metrics)].map(([, series]) => {
    const values = series.map(({ value }) => value).filter((value) => !Number.isNaN(value));
    const [first, last] = [series[0], series.at(-1)];
    const { low, high } = rangeOf(values);
    const bounds = values.length > 1 ? `${showNumber(low)} to ${showNumber(high)}` : '';
    return [first?.name ?? '', first?.step ?? '', showNumber(last?.value ?? Number.NaN), sparkline(values), bounds];
  });
  const table = { type: 'table', columns: ['Name', 'Step', 'Last', 'Course', 'Range'], rows } as const;
  return { title, elements: [table, ...pageLink(run, links)] };
}

/** `artifacts`: each file leads to its bytes where there are links. */
export function artifactsCard(run: RunRef, artifacts: readonly Artifact[], links?: Links): Card {
  const title = `${run.pipeline} · run ${run.shortId} · artifacts`;
  if (artifacts.length === 0) return { title, elements: [{ type: 'text', text: 'No files were left.' }] };
  const rows = artifacts.map(({ step, path, size, file }) => [
    step,
    links ? { link: links.artifact(run.id, { step, path }), label: path } : (file ?? path),
    showSize(size),
  ]);
  const table = { type: 'table', columns: ['Step', 'File', 'Size'], rows } as const;
  return { title, elements: [table, ...pageLink(run, links)] };
}

/** `open`. */
export function linkCard({ title, url }: Reply & { kind: 'link' }): Card {
  return { title, elements: [{ type: 'link', label: 'Open the page', url, isPersonal: true }] };
}

function seriesOf(metrics: readonly Metric[]): Map<string, Metric[]> {
  const series = new Map<string, Metric[]>();
  for (const metric of metrics) {
    const key = JSON.stringify([metric.step, metric.name]);
    const known = series.get(key);
    if (known) known.push(metric);
    else series.set(key, [metric]);
  }
  return series;
}

/** The course of a number in at most 16 characters; empty for fewer than three values. */
function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 3) return '';
  const width = Math.min(16, finite.length);
  const { low, high } = rangeOf(finite);
  const span = high - low || 1;
  const bars = '▁▂▃▄▅▆▇█';
  return Array.from({ length: width }, (_, column) => {
    const value = finite[Math.round((column * (finite.length - 1)) / (width - 1))] ?? low;
    return bars.charAt(Math.round(((value - low) / span) * (bars.length - 1)));
  }).join('');
}

function rangeOf(values: readonly number[]): { low: number; high: number } {
  return values.reduce(({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }), {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  });
}
