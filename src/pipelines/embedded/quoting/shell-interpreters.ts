import { codeModules, type Interpreter, runningModules } from './shell-programs.ts';
import {
  type CommandReading,
  inert,
  isFixed,
  isGiven,
  isKnown,
  isOneWord,
  onlyKnownLater,
  readAgain,
} from './shell-reading.ts';
import type { ShellCommand } from './shell-state.ts';

/**
 * Reads the words after an interpreter's name up to its script, after which all words are the script's own data. An
 * option that is not known to be harmless may take code; without a script it reads code from its input. Returns a place
 * instead where the interpreter runs a module that itself runs what follows from there.
 */
export function readInterpreter(
  command: ShellCommand,
  from: number,
  interpreter: Interpreter,
): CommandReading | number {
  const { words, ownInput } = command;
  const name = words[from]?.text ?? '';
  const beforeScript = readAgain(`is an argument of \`${name}\` before its script`, !ownInput);
  for (let at = from + 1; ; at += 1) {
    const word = words[at];
    const text = word?.text ?? '-';
    if (word && !isFixed(word)) return !isGiven(word) && word.fixed > 0 && !/^[-+]/.test(text) ? inert : beforeScript;
    if (text === '-' || /^\/(dev|proc)\//.test(text) || interpreter.inputOptions?.test(text)) {
      return readAgain(`stands in a command with \`${name}\`, which reads code from its input`, !ownInput);
    }
    if (text === interpreter.moduleOption) return readModule(command, at + 1);
    if (interpreter.valuedOptions?.test(text)) {
      at += 1;
      const value = words[at];
      if (value && !isOneWord(value)) return beforeScript;
    } else if (text !== '--' && !interpreter.options.test(text)) {
      if (!/^[-+]/.test(text)) return inert;
      return readAgain(`is an argument of \`${name} ${text.slice(0, 20)}\`, which may be code`, command.afterPipe);
    }
  }
}

function readModule(command: ShellCommand, at: number): CommandReading | number {
  const module = command.words[at];
  if (!isKnown(module)) return onlyKnownLater;
  const [root = ''] = module.text.split('.', 1);
  if (codeModules.has(root)) return readAgain(`is handed to \`${module.text}\`, which takes code`, !command.ownInput);
  return runningModules.has(root) ? at + 1 : inert;
}
