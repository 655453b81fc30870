import { addGiven, innermost, leaveUndecided } from './shell-reader.ts';
import type { CommandFrame, ShellReader } from './shell-state.ts';

/** Takes a given value at the present place and returns how it is written there. */
export function placeGiven(reader: ShellReader, place: number, value: string): string {
  const prolongs = reader.afterName;
  reader.afterName = false;
  if (reader.lost !== undefined) return paste(reader, place, value, reader.lost);
  const frame = innermost(reader);
  frame.command.givens.push(place);
  const surrounding = surroundings(reader, frame);
  if (surrounding !== undefined) leaveUndecided(reader, place, surrounding);
  const quotes = reader.frames.at(-1) ?? frame;
  switch (quotes.kind) {
    case 'commands':
      return placeBare(reader, place, value);
    case 'double':
      addGiven(reader, place, value);
      if (quotes.why !== undefined) leaveUndecided(reader, place, quotes.why);
      // `"$name` and a letter would be another variable: the quotes are closed and opened between them.
      return (prolongs ? '""' : '') + value.replace(/["\\$`]/g, '\\$&');
    case 'single':
      addGiven(reader, place, value);
      return value.replaceAll("'", "'\\''");
    case 'ansi':
      addGiven(reader, place, value);
      return paste(reader, place, value, "stands inside `$' '`");
    case 'hereDocument':
      quotes.line += value;
      quotes.givens.push(place);
      leaveUndecided(reader, place, 'stands inside a here-document');
      return value;
    case 'comment':
      return paste(reader, place, value, 'stands in a comment');
    case 'parameter':
      return paste(reader, place, value, `stands inside \`\${ }\``);
    case 'arithmetic':
      return paste(reader, place, value, 'stands inside `(( ))`');
    case 'backtick':
      return paste(reader, place, value, 'stands inside backticks');
    default:
      return quotes satisfies never;
  }
}

function surroundings(reader: ShellReader, frame: CommandFrame): string | undefined {
  if (frame.why !== undefined) return frame.why;
  // Bash works out the word after `>&` a second time: `>& '$(…)'` runs what is in the quotes.
  if (frame.redirects === 'to descriptor') return 'stands after `>&` or `<&`';
  if (frame.test !== undefined) return 'stands inside `[[ ]]`';
  return reader.waiting > 0 ? 'stands on the first line of a here-document' : undefined;
}

function placeBare(reader: ShellReader, place: number, value: string): string {
  const word = addGiven(reader, place, value);
  if (word.braces > 0) return paste(reader, place, value, 'stands inside a brace expansion');
  if (word.tilde) return paste(reader, place, value, 'stands after a `~`');
  return `'${value.replaceAll("'", "'\\''")}'`;
}

function paste(reader: ShellReader, place: number, value: string, why: string): string {
  leaveUndecided(reader, place, why);
  reader.pasted.add(place);
  return value;
}
