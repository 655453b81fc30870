import { readCommandWords, readLeadingAssignment } from './shell-nested-code.ts';
import { innermost, leaveUndecided, lose, loseInSubstitution } from './shell-reader.ts';
import { type CommandFrame, newCommand, type ShellCommand, type ShellReader, type ShellWord } from './shell-state.ts';

/** Reserved words after which the next word is again the first of a command. */
const passingWords = new Set('if then elif else fi while until do done { } ! time'.split(' '));

const otherReserved = new Set('esac [[ function coproc case for select'.split(' '));

/** Whether `frame` stands before a pattern of a `case` command. */
export function beforePattern(frame: CommandFrame): boolean {
  return frame.cases.at(-1) === 'pattern';
}

/** Ends the word at this place, if there is one, and gives it its part: target, pattern, reserved word, argument. */
export function endWord(reader: ShellReader) {
  const frame = innermost(reader);
  const word = frame.word;
  if (!word) return;
  frame.word = undefined;
  if (frame.array) return;
  if (frame.test !== undefined) return endTestWord(frame, word);
  if (beforePattern(frame)) return endPatternWord(frame, word);
  const { command } = frame;
  if (frame.redirects) {
    frame.redirects = undefined;
    command.started = true;
    return;
  }
  if (command.keyword === 'function') {
    if (word.givens.length > 0 || word.expanded) return lose(reader, 'stands in or after the name of a function');
    frame.command = newCommand(false);
    return;
  }
  if (!command.started && word.plain && isReserved(reader, frame, word.text)) return;
  command.started = true;
  if (word.assigns && command.assignments === command.words.length) command.assignments += 1;
  command.words.push(word);
  if (command.keyword === 'case' && command.words.length === 3) {
    if (!word.plain || word.text !== 'in') return lose(reader, 'stands after a `case` without its `in`');
    frame.command = newCommand(false);
    frame.cases.push('pattern');
    frame.patterns = 0;
  }
}

function endTestWord(frame: CommandFrame, word: ShellWord) {
  if (frame.test !== 0 || !word.plain || word.text !== ']]') return;
  frame.test = undefined;
  frame.command = newCommand(false);
}

function endPatternWord(frame: CommandFrame, word: ShellWord) {
  if (word.plain && word.text === 'esac' && frame.patterns === 0) frame.cases.pop();
  else frame.patterns += 1;
}

/** Takes a reserved word at the beginning of a command; false for any other word. */
function isReserved(reader: ShellReader, frame: CommandFrame, word: string): boolean {
  if ((passingWords.has(word) && word !== '!') || otherReserved.has(word)) {
    if (loseInSubstitution(reader)) return true;
  }
  if (passingWords.has(word)) {
    frame.command = { ...newCommand(frame.command.afterPipe), givens: frame.command.givens };
    return true;
  }
  switch (word) {
    case 'esac':
      if (!frame.cases.pop()) lose(reader, 'stands after an `esac` without its `case`');
      return true;
    case '[[':
      frame.test = 0;
      return true;
    case 'function':
      frame.command.keyword = word;
      return true;
    case 'coproc':
      lose(reader, 'stands after `coproc`');
      return true;
    case 'case':
      frame.command.keyword = word;
      return false;
    case 'for':
    case 'select':
      frame.command.keyword = 'for';
      return false;
    default:
      return false;
  }
}

/** Ends the simple command at this place and decides whether its words reach something that reads them as code. */
export function endCommand(reader: ShellReader, next: 'piped' | 'apart') {
  endWord(reader);
  const frame = innermost(reader);
  const { command } = frame;
  if (frame.redirects) return lose(reader, 'stands after a redirection without a target');
  if (command.keyword === 'case' || command.keyword === 'function') {
    return lose(reader, 'stands after a `case` or `function` that a line divides');
  }
  judge(reader, command);
  if (next === 'piped') reader.feeds = true;
  frame.command = newCommand(next === 'piped');
}

function judge(reader: ShellReader, command: ShellCommand) {
  const reading = readCommandWords(command);
  reader.everywhere ??= reading.everywhere;
  reader.readsInput ??= reading.input;
  const assigned = new Set<number>();
  for (const word of command.words.slice(0, command.assignments)) {
    const why = readLeadingAssignment(word).command;
    for (const given of word.givens) {
      assigned.add(given);
      if (why !== undefined) leaveUndecided(reader, given, why);
    }
  }
  for (const given of command.givens) {
    if (reading.command !== undefined && !assigned.has(given)) leaveUndecided(reader, given, reading.command);
  }
}
