/** A piece of a command template. `at` is where it begins in the template, in UTF-16 units; pieces come in order. */
export type CommandToken =
  | { kind: 'text'; text: string; at: number }
  | { kind: 'input'; name: string; at: number }
  | { kind: 'output'; name: string; at: number }
  | { kind: 'optional'; tokens: readonly CommandToken[]; at: number };

/** What cannot be read in a command template, and where it begins. */
export type CommandProblem =
  | { kind: 'unknown-expression'; expression: string; at: number }
  | { kind: 'expression-not-closed'; at: number }
  | { kind: 'optional-not-closed'; at: number }
  | { kind: 'optional-nested'; at: number };

type CommandPlaceholder = Extract<CommandToken, { kind: 'input' | 'output' }>;

interface CommandReading {
  tokens: CommandToken[];
  problems: CommandProblem[];
}

/**
 * The pieces of a command template: plain text, `${{inputs.x}}` (also written `${{inputs.x.path}}`), `${{outputs.x}}`
 * and `$[[ … ]]` around parts that are left out when an input in them has no value. Never throws: what cannot be
 * read stays text, and `commandProblems` names it.
 */
export function tokenizeCommand(template: string): CommandToken[] {
  return readCommand(template).tokens;
}

/** Every place of a command template that cannot be read, in order; none for a command that can be run. */
export function commandProblems(template: string): CommandProblem[] {
  return readCommand(template).problems;
}

/** Every use of an input or output in a command template, also inside optional parts, in order. */
export function commandPlaceholders(template: string): CommandPlaceholder[] {
  const placeholdersOf = (tokens: readonly CommandToken[]): CommandPlaceholder[] =>
    tokens.flatMap((token) => {
      if (token.kind === 'text') return [];
      return token.kind === 'optional' ? placeholdersOf(token.tokens) : [token];
    });
  return placeholdersOf(tokenizeCommand(template));
}

const mark = /\$\{\{|\$\[\[|\]\]/g;
const placeholder = /^(inputs|outputs)\.([A-Za-z_][\w-]*)(?:\.path)?$/;

function readCommand(template: string): CommandReading {
  const tokens: CommandToken[] = [];
  const problems: CommandProblem[] = [];
  let block: { at: number; tokens: CommandToken[] } | undefined;
  let textFrom = 0;
  const endText = (to: number, next: number) => {
    if (to > textFrom)
      (block?.tokens ?? tokens).push({ kind: 'text', text: template.slice(textFrom, to), at: textFrom });
    textFrom = next;
  };

  const scanner = new RegExp(mark);
  for (let found = scanner.exec(template); found; found = scanner.exec(template)) {
    const at = found.index;
    if (found[0] === '$[[') {
      if (block) {
        problems.push({ kind: 'optional-nested', at });
        continue;
      }
      endText(at, at + 3);
      block = { at, tokens: [] };
    } else if (found[0] === ']]') {
      if (!block) continue;
      endText(at, at + 2);
      tokens.push({ kind: 'optional', ...block });
      block = undefined;
    } else {
      const end = template.indexOf('}}', at);
      if (end < 0) {
        problems.push({ kind: 'expression-not-closed', at });
        break;
      }
      scanner.lastIndex = end + 2;
      const expression = template.slice(at + 3, end).trim();
      const [, place, name] = placeholder.exec(expression) ?? [];
      if (!name) {
        problems.push({ kind: 'unknown-expression', expression, at });
        continue;
      }
      endText(at, end + 2);
      (block?.tokens ?? tokens).push({ kind: place === 'inputs' ? 'input' : 'output', name, at });
    }
  }
  endText(template.length, template.length);
  if (block) {
    problems.push({ kind: 'optional-not-closed', at: block.at });
    tokens.push({ kind: 'text', text: '$[[', at: block.at }, ...block.tokens);
  }
  return { tokens, problems };
}
