import { closest } from '../../closest.ts';
import { type CommandProblem, commandPlaceholders, commandProblems } from './command-tokens.ts';
import { excerpt, type Findings } from './findings.ts';
import { placeOfMark, type WrittenScalar } from './written.ts';

/** Names of the inputs and outputs that a command may use. */
export interface Ports {
  inputs: readonly string[];
  outputs: readonly string[];
}

/** Enough to see what is wrong with one command. */
const shownPerCommand = 20;

/** Reports every expression of a command that cannot be read, and every input and output that nobody declares. */
export function checkCommand(command: WrittenScalar, ports: Ports, where: string, findings: Findings) {
  if (command.text.trim() === '') findings.problem(command.at, where, 'is empty; write what the step runs');
  for (const problem of commandProblems(command.text).slice(0, shownPerCommand)) {
    const mark = problem.kind.startsWith('optional') ? '$[[' : '${{';
    findings.problem(placeOfMark(command, mark, problem.at), where, wordsFor(problem));
  }
  const known = { input: new Set(ports.inputs), output: new Set(ports.outputs) };
  const unknown = commandPlaceholders(command.text).filter(({ kind, name }) => !known[kind].has(name));
  for (const { kind, name, at } of unknown.slice(0, shownPerCommand)) {
    const near = closest(name, known[kind]);
    const hint = near ? `; did you mean ${near}?` : `; add it under ${kind}s`;
    findings.problem(
      placeOfMark(command, '${{', at),
      where,
      `uses \${{${kind}s.${name}}}, but no ${kind} has this name${hint}`,
    );
  }
}

function wordsFor(problem: CommandProblem): string {
  switch (problem.kind) {
    case 'unknown-expression':
      return `\${{${excerpt(problem.expression)}}} means nothing in a command${hintFor(problem.expression)}`;
    case 'expression-not-closed':
      return `\${{ is not closed; write }} after the name`;
    case 'optional-not-closed':
      return '$[[ is not closed; write ]] after the optional part';
    case 'optional-nested':
      return 'one $[[ stands inside another; close the first one with ]] before';
    default:
      return problem satisfies never;
  }
}

function hintFor(expression: string): string {
  if (expression.startsWith('parent.'))
    return `; give the job an input that is bound to it, and write \${{inputs.<name>}}`;
  if (expression.startsWith('search_space.')) return ': it belongs to a sweep; write a fixed value';
  return `; write \${{inputs.<name>}} or \${{outputs.<name>}}`;
}
