import { readCommands } from './shell-commands.ts';
import { readArithmetic, readBacktick, readParameter } from './shell-expansions.ts';
import { endHereDocumentLine, neverEndHereDocuments, readHereDocument } from './shell-here-documents.ts';
import { placeGiven } from './shell-placing.ts';
import { readAnsi, readComment, readDouble, readSingle } from './shell-quotes.ts';
import { innermost, leaveUndecided, lose } from './shell-reader.ts';
import { createShellReader, type ShellReader, type Undecided } from './shell-state.ts';
import { endCommand } from './shell-words.ts';

/** A stretch of the command: the author's own text, or a value that must stay a value. */
export interface ShellPiece {
  kind: 'text' | 'given';
  text: string;
}

/** The text for the shell, and the places among the pieces where a value may not stay a value. */
export interface QuotedCommand {
  text: string;
  undecided: ReadonlyMap<number, Undecided>;
}

/**
 * Writes a command out for bash with every given value quoted by what it stands in: bare, one single-quoted word; in
 * double or single quotes, escaped. Reads the written text once from left to right, as bash will. Where that cannot be
 * followed, or where something would read the value as code a second time, the value is `undecided`: the caller must
 * refuse it unless its characters mean nothing to any shell. Pure, total, and linear in the length of the pieces.
 */
export function quoteInContext(pieces: readonly ShellPiece[]): QuotedCommand {
  const reader = createShellReader();
  const written = pieces.map((piece, place) => {
    if (piece.kind === 'given') return placeGiven(reader, place, piece.text);
    readText(reader, piece.text, place + 1 < pieces.length);
    return piece.text;
  });
  finish(reader);
  const everywhere = reader.everywhere ?? (reader.feeds ? reader.readsInput : undefined);
  for (const [place, piece] of pieces.entries()) {
    if (piece.kind === 'given' && everywhere !== undefined) leaveUndecided(reader, place, everywhere);
  }
  neverEndHereDocuments(reader, written);
  return { text: written.join(''), undecided: reader.undecided };
}

function readText(reader: ShellReader, text: string, givenFollows: boolean) {
  reader.text = text;
  reader.at = 0;
  reader.givenFollows = givenFollows;
  reader.afterName = false;
  while (reader.lost === undefined && reader.at < text.length) readStretch(reader);
}

function readStretch(reader: ShellReader) {
  const from = reader.at;
  const frame = reader.frames.at(-1) ?? innermost(reader);
  switch (frame.kind) {
    case 'commands':
      return readCommands(reader);
    case 'comment':
      return readComment(reader);
    case 'hereDocument':
      return readHereDocument(reader, frame);
    case 'double':
      readDouble(reader);
      break;
    case 'single':
      readSingle(reader);
      break;
    case 'ansi':
      readAnsi(reader);
      break;
    case 'parameter':
      readParameter(reader);
      break;
    case 'arithmetic':
      readArithmetic(reader, frame);
      break;
    case 'backtick':
      readBacktick(reader);
      break;
    default:
      return frame satisfies never;
  }
  if (reader.waiting > 0 && reader.text.slice(from, reader.at).includes('\n')) {
    lose(reader, 'stands after a line break in quotes on the first line of a here-document');
  }
}

function finish(reader: ShellReader) {
  if (reader.lost !== undefined) return;
  const frame = reader.frames.at(-1);
  if (frame?.kind === 'hereDocument') endHereDocumentLine(reader, frame);
  const script = innermost(reader);
  const last = reader.frames.at(-1)?.kind;
  const whole = reader.commands.length === 1 && (last === 'commands' || last === 'comment' || last === 'hereDocument');
  if (whole) endCommand(reader, 'apart');
  if (!whole || script.cases.length > 0 || script.test !== undefined) {
    lose(reader, 'stands in a command that is not closed');
  }
}
