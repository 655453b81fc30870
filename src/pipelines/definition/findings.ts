import { basename, dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { visible } from '../../visible.ts';
import type { Position } from './graph.ts';

/** What the readers of one definition find in its files: problems refuse it, notices only tell the reader. */
export interface Findings {
  /** `where` names the node or key (`jobs.train.inputs.lr`), empty for the whole file. */
  problem(at: Position, where: string, words: string): void;
  notice(words: string): void;
  noticeAt(at: Position, words: string): void;
  readonly problemCount: () => number;
  /** What may be shown of the notices, in the order they were found. */
  notices(): readonly string[];
  /** The refusal that names every problem by its line. */
  refusal(file: string): UserError;
}

/** Enough to work on, and little enough to read on a phone; the rest is counted. */
const shownAtMost = 40;
const longestLine = 500;

/** Collects what is found, each line once. */
export function createFindings(): Findings {
  const problems = new Map<string, Position>();
  const notices = new Set<string>();
  return {
    problem: (at, where, words) => {
      problems.set(visible(`${at.file}:${at.line} ${where === '' ? '' : `${where}: `}${words}`, longestLine), at);
    },
    notice: (words) => notices.add(visible(words, longestLine)),
    noticeAt: (at, words) => notices.add(visible(`${at.file}:${at.line} ${words}`, longestLine)),
    problemCount: () => problems.size,
    notices: () => shortened([...notices]),
    refusal: (file) =>
      new UserError({
        code: 'bad-definition',
        message: visible(
          `${join(basename(dirname(file)), basename(file))} cannot be run here: ${counted(problems.size)}.`,
        ),
        details: shortened(inFileOrder(problems)),
        fix: 'Nothing was started. Correct these lines, then try again.',
      }),
  };
}

/** A piece of an author's text in a sentence: one line of at most `max` characters. */
export function excerpt(text: string, max = 80): string {
  return visible(text.trim(), max) || '""';
}

function inFileOrder(problems: ReadonlyMap<string, Position>): string[] {
  const files = [...new Set([...problems.values()].map(({ file }) => file))];
  const rank = ({ file, line }: Position) => files.indexOf(file) * 1e7 + line;
  return [...problems].toSorted(([, a], [, b]) => rank(a) - rank(b)).map(([line]) => line);
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= shownAtMost) return lines;
  return [...lines.slice(0, shownAtMost), `… and ${lines.length - shownAtMost} more`];
}

function counted(count: number): string {
  return count === 1 ? '1 problem' : `${count} problems`;
}
