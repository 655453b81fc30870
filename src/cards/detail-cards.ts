import type { RunRef } from '../commands/reply.ts';
import type { LogExcerpt } from '../pipelines/service.ts';
import type { Artifact, Metric } from '../pipelines/types.ts';
import { showNumber, showSize } from '../show.ts';
import type { Card } from './card.ts';

/** `logs`. */
export function logCard(run: RunRef, { step, lines, omitted, file }: LogExcerpt): Card {
  const where = file === undefined ? [] : [file];
  const cut = omitted > 0 ? [`the part before (${showSize(omitted)}) is not shown`] : [];
  return {
    title: `${run.pipeline} · run ${run.shortId} · log of ${step}`,
    elements: [
      lines.length === 0 ? { type: 'text', text: 'Nothing was written.' } : { type: 'preformatted', lines },
      ...(where.length + cut.length === 0 ? [] : [{ type: 'context', parts: [...where, ...cut] } as const]),
    ],
  };
}

/** `metrics`: the course of each number, first and last, lowest and highest. */
export function metricsCard(run: RunRef, metrics: readonly Metric[]): Card {
  const title = `${run.pipeline} · run ${run.shortId} · metrics`;
  if (metrics.length === 0) return { title, elements: [{ type: 'text', text: 'No numbers were logged.' }] };
  const rows = [...seriesOf(metrics)].map(([, series]) => {
    const values = series.map(({ value }) => value).filter((value) => !Number.isNaN(value));
    const [first, last] = [series[0], series.at(-1)];
    const { low, high } = rangeOf(values);
    const bounds = values.length > 1 ? `${showNumber(low)} to ${showNumber(high)}` : '';
    return [first?.name ?? '', first?.step ?? '', showNumber(last?.value ?? Number.NaN), sparkline(values), bounds];
  });
  return { title, elements: [{ type: 'table', columns: ['Name', 'Step', 'Last', 'Course', 'Range'], rows }] };
}

/** `artifacts`. */
export function artifactsCard(run: RunRef, artifacts: readonly (Artifact & { link?: string })[]): Card {
  const title = `${run.pipeline} · run ${run.shortId} · artifacts`;
  if (artifacts.length === 0) return { title, elements: [{ type: 'text', text: 'No files were left.' }] };
  const rows = artifacts.map(({ step, path, size, file, link }) => [
    step,
    link === undefined ? (file ?? path) : { link, label: path },
    showSize(size),
  ]);
  return { title, elements: [{ type: 'table', columns: ['Step', 'File', 'Size'], rows }] };
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
