import { type CommandReading, inert, isGiven, isKnown, isOneWord, readAgain } from './shell-reading.ts';
import type { ShellWord } from './shell-state.ts';
import { isObeyedVariable } from './shell-variables.ts';

/** The name before `=` in an argument, where the author fixed both. */
export function assignedName(word: ShellWord): string | undefined {
  return /^([A-Za-z_]\w*)\+?=/.exec(word.text.slice(0, word.fixed))?.[1];
}

/** How a variable of this name takes a given value; undefined for one that only holds it. */
export function readAssignment(variable: string): CommandReading | undefined {
  return isObeyedVariable(variable) ? readAgain(`is put into ${variable}, which decides what runs`) : undefined;
}

const codeReaders = new Set(['eval', '.', 'source']);
/** They take names of variables, whose subscripts are worked out, or keep code for later. */
const nameReaders = new Set(
  'trap let unset read mapfile readarray getopts wait alias unalias hash bind complete compgen compopt fc history'.split(
    ' ',
  ),
);

/** How a builtin of the shell reads the words after its name; undefined for any other command. */
export function readBuiltin(name: string, rest: readonly ShellWord[], afterPipe: boolean): CommandReading | undefined {
  const reads = `is an argument of \`${name}\`, which reads it as code`;
  const changes = {
    ...readAgain(reads),
    everywhere: `stands in a command with \`${name}\`, which can change how it is read`,
  };
  if (codeReaders.has(name)) {
    return withFileNames(readAgain(reads, afterPipe || rest.some((word) => word.text.startsWith('/dev/'))), name, rest);
  }
  if (nameReaders.has(name)) {
    return withFileNames(readAgain(`is an argument of \`${name}\`, which may work it out`), name, rest);
  }
  switch (name) {
    case 'export':
    case 'readonly':
    case 'declare':
    case 'typeset':
    case 'local':
      return readDeclaration(name, rest);
    case 'printf':
      return isSafePrintf(rest) ? inert : readAgain(reads);
    case 'test':
    case '[':
      return isSafeTest(name, rest) ? inert : readAgain('stands in a test that may read it as an operator or a name');
    case 'enable':
      return changes;
    case 'set':
      return areKnownSettings(rest) ? inert : changes;
    case 'shopt':
      return rest.every((word) => isKnown(word) && knownShopt.test(word.text)) ? inert : changes;
    default:
      return undefined;
  }
}

/** A pattern such as `*` stands for file names, and any value of the text may have become one: `echo x > «name»`. */
function withFileNames(reading: CommandReading, name: string, rest: readonly ShellWord[]): CommandReading {
  if (!rest.some((word) => word.pattern)) return reading;
  return {
    ...reading,
    everywhere: `stands in a command with \`${name}\` on a pattern, which reads file names as code`,
  };
}

function readDeclaration(name: string, rest: readonly ShellWord[]): CommandReading {
  const why = `stands in a command with \`${name}\`, whose variables may work out what is put in them`;
  const changes = { ...readAgain(why), everywhere: why };
  for (const word of rest) {
    if (/^[-+]/.test(word.text)) {
      if (!isKnown(word) || /[inI]/.test(word.text)) return changes;
      if (!/^[-+][xrgpf]+$/.test(word.text)) return readAgain(why);
    } else if (isGiven(word)) {
      const variable = assignedName(word);
      if (variable === undefined) return readAgain(`is an argument of \`${name}\``);
      const reading = readAssignment(variable);
      if (reading) return reading;
      // To an array, `(…)` is a list whose words are worked out.
      if (name !== 'export' && word.text[word.text.indexOf('=') + 1] === '(') return readAgain(why);
    } else if (word.expanded && word.fixed === 0 && name !== 'export' && name !== 'readonly') return changes;
  }
  return inert;
}

function isSafePrintf([first]: readonly ShellWord[]): boolean {
  // `-v` would name a variable, and its subscript is worked out.
  if (first?.text.startsWith('-')) return isKnown(first) && first.text === '--';
  return first !== undefined && first.fixed > 0;
}

const unary = /^-[abcdefghknprstuwxzGLNOS]$/;
const binary = /^(=|==|!=|<|>|-(eq|ne|lt|le|gt|ge|nt|ot|ef))$/;

/** A test whose operators the author fixed and whose words stay as many; `-v` and `-R` work out a subscript. */
function isSafeTest(name: string, rest: readonly ShellWord[]): boolean {
  const words = name === '[' ? rest.slice(0, -1) : rest;
  const last = rest.at(-1);
  if (name === '[' && !(isKnown(last) && last.text === ']')) return false;
  if (!words.every(isOneWord)) return false;
  const [first] = words;
  const negated = isKnown(first) && first.text === '!' && words.length > 2;
  const [left, operator, ...others] = negated ? words.slice(1) : words;
  if (operator === undefined) return true;
  if (others.length === 0) return isKnown(left) && (unary.test(left.text) || left.text === '!');
  return others.length === 1 && isKnown(operator) && binary.test(operator.text);
}

const knownShopt = /^(-[suqp]+|(null|glob|dot|fail)glob|globstar|inherit_errexit|lastpipe|nocase(glob|match))$/;
const knownOption = /^(pipefail|errexit|nounset|xtrace|verbose|noglob|allexport)$/;

/** `set` with the usual settings for scripts, which leave it as it is how text is read. */
function areKnownSettings(rest: readonly ShellWord[]): boolean {
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at];
    if (!isKnown(word)) return false;
    if (word.text === '--' || word.text === '-') return true;
    if (/^[-+][euxvfa]*o$/.test(word.text)) {
      at += 1;
      const option = rest[at];
      if (!isKnown(option) || !knownOption.test(option.text)) return false;
    } else if (!/^[-+][euxvfa]+$/.test(word.text)) return !/^[-+]/.test(word.text);
  }
  return true;
}
