import type { FoundFiles } from './find-jobs.ts';
import type { Outcome } from './try-file.ts';

const kinds = ['finished', 'failed', 'refused', 'timed out', 'crashed'] as const satisfies Outcome['kind'][];

/** One file and what became of it, in one line. */
export function outcomeLine(file: string, outcome: Outcome): string {
  return `${outcome.kind.padEnd(10)} ${file}${detailOf(outcome)}\n`;
}

function detailOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'failed':
      return `  ${outcome.step}: ${outcome.cause}`;
    case 'refused': {
      const [first = '', ...others] = outcome.reasons;
      return `  ${first}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
    }
    case 'crashed':
      return `  ${outcome.error}`;
    case 'finished':
    case 'timed out':
      return '';
    default:
      return outcome satisfies never;
  }
}

/** Counts, first causes and reasons by their kinds, and what was not tried. */
export function summary(outcomes: readonly Outcome[], { jobs, others }: FoundFiles): string {
  const counts = kinds.map((kind) => `${outcomes.filter((each) => each.kind === kind).length} ${kind}`);
  const causes = outcomes.flatMap((each) => (each.kind === 'failed' ? [[each.cause]] : []));
  const reasons = outcomes.flatMap((each) => (each.kind === 'refused' ? [each.reasons.map(reasonKind)] : []));
  return [
    `\n${outcomes.length} of ${jobs.length} jobs tried: ${counts.join(', ')}\n`,
    section('Failed, by first cause', causes),
    section('Refused, by kind of reason', reasons),
    section(
      'Not tried, because the file is no pipeline job and no command job',
      [...others.values()].map((kind) => [kind]),
    ),
  ].join('');
}

/**
 * The kind of a reason: the part of the job it speaks of, and its words without the place, the value it names and the
 * advice. `pipeline.yml:8 jobs.a.inputs.b: ./c does not exist` becomes `inputs: … does not exist`.
 */
function reasonKind(reason: string): string {
  const [, where = '', words = reason] = /^\S+:\d+ (?:(\w[\w.-]*): )?(.*)$/s.exec(reason) ?? [];
  const part = where.split('.').findLast((key) => parts.has(key));
  const statement = words.replace(/; .*/s, '').replace(/^\S*[^A-Za-z\s]\S* (?=\w)/, '… ');
  return part === undefined ? statement : `${part}: ${statement}`;
}

const parts: ReadonlySet<string> = new Set(['inputs', 'outputs', 'jobs', 'component', 'code', 'command', 'settings']);

/** A line for each kind, the most frequent first: how many files have it, and how often it stands in them all. */
function section(title: string, kindsOfFiles: readonly (readonly string[])[]): string {
  if (kindsOfFiles.length === 0) return '';
  const files = countOf(kindsOfFiles.flatMap((ofFile) => [...new Set(ofFile)]));
  const places = countOf(kindsOfFiles.flat());
  const lines = [...files]
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => {
      const all = places.get(kind) ?? count;
      return `${String(count).padStart(5)}  ${kind}${all > count ? ` (${all} in all)` : ''}\n`;
    });
  return `\n${title}\n${lines.join('')}`;
}

function countOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
