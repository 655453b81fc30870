import { stripVTControlCharacters } from 'node:util';

/** A longer line is cut: nobody reads further, and no message may grow without bound. */
const longestLine = 2_000;

/** Control and bidirectional-override characters, which could disguise what a line says; the tab stays. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const unwanted = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One line of a log as a reader should see it: the last state of a progress bar, no escapes, no control characters. */
export function cleanLine(raw: string): string {
  const visible = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  const shown = visible.slice(visible.lastIndexOf('\r') + 1).slice(0, longestLine * 2);
  const clean = stripVTControlCharacters(shown).replace(unwanted, '');
  return clean.length > longestLine ? `${clean.slice(0, longestLine)}…` : clean;
}

/** The lines of a piece of log; an unfinished last line counts. */
export function cleanLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map(cleanLine);
}
