import { assignedName, readAssignment } from './shell-builtins.ts';
import { readInterpreter } from './shell-interpreters.ts';
import { codeReaderNamed, interpreterNamed, programName, type Runner } from './shell-programs.ts';
import { type CommandReading, inert, isGiven, isKnown, isOneWord, onlyKnownLater, readAgain } from './shell-reading.ts';
import type { ShellCommand, ShellWord } from './shell-state.ts';

/** The place of the program that a runner runs; `loose` where the words between cannot be told apart. */
export function skipRunner(
  words: readonly ShellWord[],
  from: number,
  runner: Runner,
): number | 'loose' | CommandReading {
  let operands = runner.operands ?? 0;
  for (let at = from; ; at += 1) {
    const word = words[at];
    if (word === undefined) return at;
    const variable = runner.assignments ? assignedName(word) : undefined;
    if (variable !== undefined) {
      const reading = isGiven(word) ? readAssignment(variable) : undefined;
      if (reading) return reading;
    } else if (isKnown(word) && word.text.startsWith('-')) {
      if (runner.valuedOptions?.test(word.text)) {
        at += 1;
        const value = words[at];
        if (value && !isOneWord(value)) return 'loose';
      } else if (runner.inquiries?.test(word.text)) return inert;
      else if (word.text !== '--' && !runner.options.test(word.text)) return 'loose';
    } else if (operands > 0) {
      if (!isOneWord(word) || (isGiven(word) && !isNumber(word.text))) return 'loose';
      operands -= 1;
    } else return at;
  }
}

const scriptFile = /\.(py|sh|bash|R|r|pl|rb|js|mjs|ts|jl|php|lua)$/;
const codeOption = /^(-\w*c|-e|--eval|--command)$/;

/**
 * Looks for what a runner of many options runs. A given value before that is harmless only where it cannot be the program
 * itself: a number, the value of `--option=`, or that of a variable.
 */
export function readLooseRunner(command: ShellCommand, from: number): CommandReading {
  const { words, ownInput } = command;
  for (let at = from; at < words.length; at += 1) {
    const word = words[at];
    if (!word || !isOneWord(word)) return onlyKnownLater;
    if (isGiven(word)) {
      const reading = readValueOfRunner(word);
      if (reading) return reading;
      continue;
    }
    if (codeOption.test(word.text)) return readAgain(`stands in a command with \`${word.text}\`, which may take code`);
    const name = programName(word.text);
    const interpreter = interpreterNamed(name);
    if (interpreter) {
      const reading = readInterpreter(command, at, interpreter);
      if (typeof reading !== 'number') return reading;
      at = reading - 1;
      continue;
    }
    const reader = codeReaderNamed(name);
    if (reader) return readAgain(`is handed to \`${name}\`, which may read it as code`, reader === 'all' && !ownInput);
    if (scriptFile.test(word.text)) return inert;
  }
  return onlyKnownLater;
}

function readValueOfRunner(word: ShellWord): CommandReading | undefined {
  const variable = assignedName(word);
  if (variable !== undefined) return readAssignment(variable);
  const harmless = isNumber(word.text) || /^--?[\w-]+=/.test(word.text.slice(0, word.fixed));
  return harmless ? undefined : onlyKnownLater;
}

function isNumber(text: string): boolean {
  return /^\d+(\.\d+)?[smhd]?$/.test(text);
}
