import { innermost, leaveUndecided, lose, loseInSubstitution } from './shell-reader.ts';
import type { Frame, ShellReader } from './shell-state.ts';

type HereDocumentFrame = Extract<Frame, { kind: 'hereDocument' }>;

const delimiterWord = /<<(-?)[ \t]*((?:[^\s'"\\$`;&|<>(){}#]|'[^'\n]*'|"[^"\\$`\n]*"|\\[^\n])+)(?=[ \t\n;&|<>()]|$)/y;

/** Reads `<<EOF` and notes the here-document that follows the line. A delimiter of another make is given up. */
export function readHereDocumentStart(reader: ShellReader) {
  if (loseInSubstitution(reader)) return;
  delimiterWord.lastIndex = reader.at;
  const found = delimiterWord.exec(reader.text);
  const end = delimiterWord.lastIndex;
  if (!found || (end === reader.text.length && reader.givenFollows)) {
    return lose(reader, 'stands in or after a here-document whose delimiter is not plain');
  }
  const [, dash, word = ''] = found;
  innermost(reader).hereDocuments.push({
    delimiter: word.replace(/'([^']*)'|"([^"]*)"|\\(.)/gs, '$1$2$3'),
    quoted: /['"\\]/.test(word),
    stripsTabs: dash === '-',
  });
  reader.waiting += 1;
  reader.at = end;
}

/** Reads part of a here-document's body: whole lines, of which only the delimiter means anything. */
export function readHereDocument(reader: ShellReader, frame: HereDocumentFrame) {
  const end = reader.text.indexOf('\n', reader.at);
  const stop = end < 0 ? reader.text.length : end;
  frame.line += reader.text.slice(reader.at, stop);
  reader.at = end < 0 ? stop : stop + 1;
  if (end >= 0) endHereDocumentLine(reader, frame);
}

/** Ends one line of a here-document: the body ends with it if it is the delimiter, which no given value may write. */
export function endHereDocumentLine(reader: ShellReader, frame: HereDocumentFrame) {
  const document = frame.queue.at(-1);
  if (!document) throw new Error('a here-document was read to its end twice');
  const line = document.stripsTabs ? frame.line.replace(/^\t+/, '') : frame.line;
  const ends = line === document.delimiter;
  if (ends) {
    for (const given of frame.givens) leaveUndecided(reader, given, 'would end the here-document it stands in', true);
  }
  frame.line = '';
  frame.givens = [];
  if (ends) {
    frame.queue.pop();
    if (frame.queue.length === 0) reader.frames.pop();
  } else if (!document.quoted && endsInBackslash(line)) {
    lose(reader, 'stands in or after a here-document whose end is in doubt');
  }
}

function endsInBackslash(line: string): boolean {
  let backslashes = 0;
  while (line[line.length - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** Begins the bodies of the here-documents that the line before announced, if it announced any. */
export function openHereDocuments(reader: ShellReader) {
  if (reader.waiting === 0) return;
  const frame = innermost(reader);
  if (frame.hereDocuments.length < reader.waiting) {
    return lose(reader, 'stands after a here-document that begins inside another command');
  }
  const queue = frame.hereDocuments.reverse();
  frame.hereDocuments = [];
  reader.waiting = 0;
  reader.frames.push({ kind: 'hereDocument', queue, line: '', givens: [] });
}

const delimiters = /<<-?[ \t]*('[^'\n]*'|"[^"\n]*"|[^\s;|&<>()`]+)/g;

const openDelimiter = /<<-?[ \t]*[^\s;|&<>()]*$/;

/**
 * Where here-documents are not followed, no value may begin a line that reads like the delimiter of any of them, nor be
 * part of a delimiter, since both decide how much of the author's text is code.
 */
export function neverEndHereDocuments(reader: ShellReader, written: readonly string[]) {
  if (reader.pasted.size === 0) return;
  const text = written.join('');
  const ends = new Set([...text.matchAll(delimiters)].map(([, word = '']) => word.replace(/['"\\]/g, '')));
  const starts = text.split('\n').map((line) => /^\t*([\w.,:/@+-]*)/.exec(line)?.[1] ?? '');
  let line = 0;
  for (const [place, piece] of written.entries()) {
    const delimits = ends.has(starts[line] ?? '') || openDelimiter.test(written[place - 1] ?? '');
    if (reader.pasted.has(place) && delimits) {
      leaveUndecided(reader, place, 'could end a here-document', true);
    }
    line += piece.split('\n').length - 1;
  }
}
