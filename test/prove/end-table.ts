import { faultsElsewhere, faultTable } from '../faults/fault-table.ts';
import { type ProofNote, sayFigures, sumOf } from '../faults/proof-notes.ts';

/** What stands at the end of the proof, and whether a fault never happened or a promise was broken. */
export function endTable(notes: readonly ProofNote[]): { lines: readonly string[]; isWhole: boolean } {
  const faults = Object.entries(faultTable).map(([name, words]) => {
    const fired = notes.flatMap((note) => (note.kind === 'fault' && note.name === name ? [note] : []));
    const count = fired.reduce((sum, one) => sum + one.count, 0);
    const seeds = [...new Set(fired.map(({ seed }) => seed))].join(' and ');
    return { count, line: `${count === 0 ? 'NEVER' : `${count} times, seed ${seeds}`}  ${name} ${words}` };
  });
  const never = faults.filter(({ count }) => count === 0).length;
  const outcomes = notes.flatMap((note) => (note.kind === 'outcome' ? [note] : []));
  const sum = sumOf(outcomes.map(({ figures }) => figures));
  return {
    lines: [
      ...faults.map(({ line }) => line),
      ...Object.entries(faultsElsewhere).map(([name, why]) => `not of delivery  ${name} ${why}`),
      `${faults.length} faults, ${never} never happened`,
      '',
      ...outcomes.map(({ line, figures }) => `${line}: ${sayFigures(figures)}`),
      `in all: ${sayFigures(sum)}`,
    ],
    isWhole: never === 0 && outcomes.length > 0 && Object.values(sum).every((count) => count === 0),
  };
}
