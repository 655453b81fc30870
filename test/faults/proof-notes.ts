import { appendFileSync } from 'node:fs';
import type { FaultName } from './fault-table.ts';

/** The kinds of broken promises, each with its words; what an oracle finds begins with the kind and a colon. */
const words = {
  lost: 'lost',
  doubled: 'doubled',
  unmarked: 'unmarked repeats',
  wrong: 'otherwise wrong',
} as const;

/** How many promises of each kind were broken. */
export type Figures = Readonly<Record<keyof typeof words, number>>;

/** Counts what oracles found, in their own lines or in a complaint that has them in it. */
export function figuresOf(...found: readonly string[]): Figures {
  const text = found.join('\n');
  const count = (kind: keyof Figures) => text.match(new RegExp(`\\b${kind}: `, 'g'))?.length ?? 0;
  return { lost: count('lost'), doubled: count('doubled'), unmarked: count('unmarked'), wrong: count('wrong') };
}

export function sumOf(all: readonly Figures[]): Figures {
  const sum = (kind: keyof Figures) => all.reduce((so, figures) => so + figures[kind], 0);
  return { lost: sum('lost'), doubled: sum('doubled'), unmarked: sum('unmarked'), wrong: sum('wrong') };
}

/** Such as `0 lost, 0 doubled, 0 unmarked repeats, 0 otherwise wrong`. */
export function sayFigures(figures: Figures): string {
  return `${figures.lost} ${words.lost}, ${figures.doubled} ${words.doubled}, ${figures.unmarked} ${words.unmarked}, ${figures.wrong} ${words.wrong}`;
}

/** What a test has to say at the end of the proof. */
export type ProofNote =
  | { kind: 'fault'; name: FaultName; count: number; seed: number }
  /** What was tried, and what it came to; the figures also where they are all zero. */
  | { kind: 'outcome'; line: string; figures: Figures };

/** Where tests leave their notes for `npm run prove`; undefined for `npm test`. */
const notesFile = process.env.FIRED_TO;

export function noteForProof(...notes: readonly ProofNote[]): void {
  if (notesFile !== undefined) appendFileSync(notesFile, notes.map((note) => `${JSON.stringify(note)}\n`).join(''));
}

/** Tells the reader of the tests, and the proof, what was tried and which promises were broken. */
export function tellOutcome(line: string, broken: readonly string[]): void {
  const figures = figuresOf(...broken);
  process.stdout.write(`${line}: ${sayFigures(figures)}\n`);
  noteForProof({ kind: 'outcome', line, figures });
}
