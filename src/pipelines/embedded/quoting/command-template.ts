import { UserError } from '../../../errors.ts';
import { type CommandToken, tokenizeCommand } from '../../definition/command-tokens.ts';
import type { GraphStep } from '../../definition/graph.ts';
import { quoteInContext, type ShellPiece } from './shell-context.ts';

/**
 * A value for a placeholder. `file`: a literal that the definition's author wrote, pasted as it stands, as Azure ML does.
 * `given`: from a person, or a path of ours; it reaches the program byte for byte and never becomes code.
 */
export interface Value {
  text: string;
  source: 'file' | 'given';
}

/** The values of one step by the names its command uses; undefined for an input that has none. */
export interface CommandValues {
  input(name: string): Value | undefined;
  output(name: string): Value | undefined;
}

type Step = Pick<GraphStep<unknown>, 'name' | 'command' | 'commandPosition'>;

/** Characters that mean nothing to a shell, a here-document, or the interpreters a command may hand a string to. */
const harmless = /^[A-Za-z0-9_.,:/@+-]*$/;

interface Piece extends ShellPiece {
  /** The placeholder's name, where the piece is a given value. */
  name?: string;
}

/**
 * The text for `bash -c` of a step's command. Values given by people are quoted by what they stand in (see
 * `quoteInContext`), once: what looks like a placeholder in a value stays text. Throws `UserError`: `missing-parameter`
 * for an input without a value outside `$[[ … ]]`, `bad-value` for a value that could become code where it stands, or
 * that no program can be given (NUL, half a surrogate pair).
 *
 * What the author's own program does with a value is out of sight: a function or variable that is later `eval`ed, a file
 * that is written and later run, a value beginning with `-` that a program takes for an option of its own.
 */
export function renderCommand(step: Step, values: CommandValues): string {
  const pieces: Piece[] = [];
  addPieces(pieces, tokenizeCommand(step.command), step, values);
  const { text, undecided } = quoteInContext(pieces);
  for (const [place, piece] of pieces.entries()) {
    const doubt = undecided.get(place);
    if (doubt && (doubt.never || !harmless.test(piece.text))) throw undecidedValue(step, piece.name ?? '', doubt.why);
  }
  return text;
}

function addPieces(pieces: Piece[], tokens: readonly CommandToken[], step: Step, values: CommandValues): void {
  for (const token of tokens) {
    switch (token.kind) {
      case 'text':
        addText(pieces, token.text);
        break;
      case 'input':
      case 'output':
        addValue(pieces, token.kind, token.name, step, values);
        break;
      case 'optional':
        if (isComplete(token.tokens, values)) addPieces(pieces, token.tokens, step, values);
        break;
      default:
        token satisfies never;
    }
  }
}

function isComplete(tokens: readonly CommandToken[], values: CommandValues): boolean {
  return tokens.every((token) => token.kind !== 'input' || values.input(token.name) !== undefined);
}

function addValue(pieces: Piece[], kind: 'input' | 'output', name: string, step: Step, values: CommandValues): void {
  const value = values[kind](name);
  if (value === undefined) throw missingValue(step, kind, name);
  if (value.text.includes('\0') || !value.text.isWellFormed()) throw impossibleValue(step, name);
  if (value.source === 'file') addText(pieces, value.text);
  else pieces.push({ kind: 'given', text: value.text, name });
}

/** Neighbouring text is one piece: where a value of the author ends means nothing to the shell. */
function addText(pieces: Piece[], text: string): void {
  const last = pieces.at(-1);
  if (last?.kind === 'text') last.text += text;
  else pieces.push({ kind: 'text', text });
}

function place(step: Step): string {
  return `${step.commandPosition.file}:${step.commandPosition.line}`;
}

function undecidedValue(step: Step, name: string, why: string): UserError {
  return new UserError({
    code: 'bad-value',
    message: `The value of ${name} could become code in the command of step ${step.name} (${place(step)}): its placeholder ${why}.`,
    fix: `Give ${name} only letters, digits and _ . , : / @ + -, or have the author make the placeholder a word of its own in the command, as in: python script.py --${name} \${{inputs.${name}}}`,
  });
}

function impossibleValue(step: Step, name: string): UserError {
  return new UserError({
    code: 'bad-value',
    message: `The value of ${name} cannot be put into the command of step ${step.name} (${place(step)}): it holds a NUL character or half a character, which no program can be given.`,
    fix: `Give ${name} without that character.`,
  });
}

function missingValue(step: Step, kind: 'input' | 'output', name: string): UserError {
  if (kind === 'output') {
    return new UserError({
      code: 'bad-definition',
      message: `The command of step ${step.name} (${place(step)}) uses the output ${name}, which the step does not have.`,
      fix: `Add ${name} to the outputs of the step, or take it out of the command.`,
    });
  }
  return new UserError({
    code: 'missing-parameter',
    message: `The command of step ${step.name} (${place(step)}) needs a value for ${name}.`,
    fix: `Give it one, as in: ${name}=…, or have the author put $[[ … ]] around the part of the command that needs it.`,
  });
}
