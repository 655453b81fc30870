/** What kind of refusal a person sees; `say --json` prints it and the exit code follows from it. */
export type ProblemCode =
  | 'bad-line'
  | 'unknown-verb'
  | 'not-yet'
  | 'unknown-pipeline'
  | 'unknown-run'
  | 'unknown-step'
  | 'unknown-parameter'
  | 'missing-parameter'
  | 'bad-value'
  | 'bad-definition'
  | 'bad-setting'
  | 'ambiguous'
  | 'conflict'
  | 'disabled'
  | 'forbidden'
  | 'unavailable'
  | 'bug';

/** The part of a refusal that may be shown: what is wrong, the places one by one, and the next act to take. */
export interface Problem {
  code: ProblemCode;
  message: string;
  /** One line each: the offending places of a definition, a caret under a word, the valid names. */
  details?: readonly string[];
  /** The next act; a copyable line where there is one. */
  fix?: string;
  /** The line that asks for what is missing in a form, where a form can be opened. */
  form?: string;
  /** Which words of the line should read otherwise; whoever knows the line makes the copyable line of it. */
  corrections?: readonly Correction[];
}

/** A word of a line and what should stand in its place; without a word it is missing at the end. */
export interface Correction {
  /** A name, also where a value or a version follows it: `lrr` of `lrr=0.1`. */
  word?: string;
  right: string;
}

/**
 * The only kind of error whose text people see. Throw it for input that cannot be taken and for resources that are
 * not there (`unavailable`); anything else that is thrown is a bug, logged and shown as a reference id.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.problem = problem;
  }
}

/** The refusal behind a system error that passes when others end: as many files as may be are open. Undefined for any other. */
export function scarcityProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE')))
    return undefined;
  return {
    code: 'unavailable',
    message: 'As many files and connections are open as this process, or this machine, may have.',
    fix: 'Try again in a moment; if it stays so, raise the limit of open files (ulimit -n).',
  };
}

/** Exit codes of the command line (README, "From scripts"). */
export const exitCodes = { done: 0, runFailed: 1, refused: 2, unavailable: 3, bug: 70 } as const;

/** The exit code that a refusal ends the command line with. */
export function exitCodeOf(code: ProblemCode): number {
  switch (code) {
    case 'unavailable':
      return exitCodes.unavailable;
    case 'bug':
      return exitCodes.bug;
    default:
      return exitCodes.refused;
  }
}
