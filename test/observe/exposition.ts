import { systemClock } from '../../src/clock.ts';
import type { StoreFigures } from '../../src/delivery/figures.ts';
import { createMetrics } from '../../src/observe/metrics.ts';

/** Metrics of an installation with Slack, over a store in which nothing waits unless told otherwise. */
export function someMetrics(collect?: () => Promise<StoreFigures>, clock = systemClock) {
  const nothing = async () => ({ inboxOldest: 0, outbox: [], deadLetters: 0 });
  return createMetrics({ platforms: ['slack'], collect: collect ?? nothing, clock });
}

const sample = /^([a-z0-9_]+)(?:\{((?:[a-z]+="[^"\\]*",?)+)\})? (\S+)$/;

/** Every sample by its name and labels; a line that Prometheus could not read fails the test. */
export function samplesOf(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  const described = new Set<string>();
  for (const line of text.split('\n')) {
    const [, help] = /^# HELP (\S+) ./.exec(line) ?? [];
    if (help !== undefined && described.has(help)) throw new Error(`described twice: ${help}`);
    if (help !== undefined) described.add(help);
    if (line === '' || line.startsWith('#')) continue;
    const [, name = '', labels, value] = sample.exec(line) ?? [];
    const key = labels === undefined ? name : `${name}{${labels}}`;
    if (name === '' || Number.isNaN(Number(value)) !== (value === 'Nan')) throw new Error(`not a sample: ${line}`);
    if (samples.has(key)) throw new Error(`told twice: ${key}`);
    if (!described.has(name.replace(/_(bucket|sum|count)$/, '')) && !described.has(name))
      throw new Error(`bare: ${key}`);
    samples.set(key, Number(value));
  }
  return samples;
}
