import { readAssignment, readBuiltin } from './shell-builtins.ts';
import { readInterpreter } from './shell-interpreters.ts';
import {
  codeReaderNamed,
  environmentRunners,
  inertPrograms,
  interpreterNamed,
  looseRunners,
  programName,
  runnerNamed,
} from './shell-programs.ts';
import { type CommandReading, inert, isFixed, isKnown, onlyKnownLater, readAgain } from './shell-reading.ts';
import { readLooseRunner, skipRunner } from './shell-runners.ts';
import type { ShellCommand, ShellWord } from './shell-state.ts';

/**
 * Decides for one simple command whether given values in its words reach something that reads them as code once more:
 * `eval`, `bash -c`, `awk`, an interpreter that reads its input, a variable such as PATH, a command only known later.
 */
export function readCommandWords(command: ShellCommand): CommandReading {
  const { words, assignments } = command;
  return command.keyword === 'for' ? readLoop(words) : readProgram(command, assignments);
}

/** Reads an assignment before a program, which finds the value in its environment: only some variables are obeyed. */
export function readLeadingAssignment(word: ShellWord): CommandReading {
  return readAssignment(word.assigns ?? '') ?? inert;
}

function readLoop([, variable, separator]: readonly ShellWord[]): CommandReading {
  const usual = isKnown(variable) && (separator === undefined || (isKnown(separator) && separator.text === 'in'));
  if (!usual) return readAgain('stands in a loop whose variable is not fixed');
  return readAssignment(variable.text) ?? inert;
}

function readProgram(command: ShellCommand, from: number): CommandReading {
  for (let at = from; ; ) {
    const word = command.words[at];
    if (word === undefined) return inert;
    if (!isFixed(word)) return onlyKnownLater;
    const name = programName(word.text);
    const runner = runnerNamed(name);
    if (!runner) return readNamedProgram(command, at, name);
    const next = skipRunner(command.words, at + 1, runner);
    if (next === 'loose') return readLooseRunner(command, at + 1);
    if (typeof next !== 'number') return next;
    at = next;
  }
}

function readNamedProgram(command: ShellCommand, at: number, name: string): CommandReading {
  const rest = command.words.slice(at + 1);
  const builtin = readBuiltin(name, rest, command.afterPipe);
  if (builtin) return builtin;
  const interpreter = interpreterNamed(name);
  if (interpreter) return goOn(command, readInterpreter(command, at, interpreter));
  const reader = codeReaderNamed(name);
  if (reader) {
    const input = reader === 'all' && !command.ownInput && (name !== 'xargs' || rest.some(mayReadCode));
    return readAgain(`is handed to \`${name}\`, which may read it as code`, input);
  }
  if (name === 'find') return readFind(rest);
  if (looseRunners.has(name)) return readLooseRunner(command, at + 1);
  if (environmentRunners.has(name) && rest.some((word) => !isFixed(word) || word.text === 'run')) {
    return readLooseRunner(command, at + 1);
  }
  return inertPrograms.has(name) ? inert : readUnknownProgram(command, at);
}

function goOn(command: ShellCommand, reading: CommandReading | number): CommandReading {
  return typeof reading === 'number' ? readLooseRunner(command, reading) : reading;
}

/** `xargs` makes arguments of its input, which are code only to such a program. */
function mayReadCode(word: ShellWord): boolean {
  const name = programName(word.text);
  return !isFixed(word) || interpreterNamed(name) !== undefined || codeReaderNamed(name) !== undefined;
}

function readFind(rest: readonly ShellWord[]): CommandReading {
  const runs = rest.some((word) => /^-(exec|ok)/.test(word.text) || (word.expanded && word.fixed === 0));
  return runs ? readAgain('is an argument of `find`, which may run it') : inert;
}

/** A program we know nothing of: only an interpreter with code among its words is noticed (`run-in-box bash -c …`). */
function readUnknownProgram(command: ShellCommand, from: number): CommandReading {
  const { words, afterPipe } = command;
  for (let at = from + 1; at < words.length; at += 1) {
    const word = words[at];
    const interpreter = isKnown(word) ? interpreterNamed(programName(word.text)) : undefined;
    if (!interpreter) continue;
    const reading = goOn(command, readInterpreter(command, at, interpreter));
    return { ...reading, input: afterPipe ? reading.input : undefined };
  }
  return inert;
}
