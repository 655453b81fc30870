import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';

/** What the command line asks for. */
export type Invocation =
  | { kind: 'start' }
  | { kind: 'chat' }
  | { kind: 'say'; line: string; as?: string; wait: boolean; json: boolean }
  | {
      kind: 'submit';
      file: string;
      parameters: Readonly<Record<string, string>>;
      experiment?: string;
      wait: boolean;
      json: boolean;
    }
  | { kind: 'help' };

/** Administration that later versions bring. */
const later: ReadonlySet<string> = new Set(['gc', 'token', 'data', 'compute', 'audit']);

export const usage = `npm run -s pipehand -- <verb>

  start                  the web, the embedded service, and a chat when there is a terminal
  chat                   the chat: it talks to a running server, else it does the work itself
  say "<line>"           says one chat line           [--wait] [--json] [--as <user>]
  submit <pipeline.yml>  runs a definition file       [key=value …] [--experiment <name>] [--wait] [--json]
  doctor                 checks that all is there     [--json]
  help                   this text; what can be said in chat: say "help"
`;

const options = {
  wait: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  as: { type: 'string' },
  experiment: { type: 'string' },
} as const;

/** Reads the arguments of the command line. Throws `bad-line` with the right form for anything else. */
export function readInvocation(args: readonly string[]): Invocation {
  const [verb = 'help', ...rest] = args;
  switch (verb) {
    case 'start':
    case 'chat':
      readArguments(verb, rest, [], 0);
      return { kind: verb };
    case 'doctor': {
      const { values } = readArguments('doctor', rest, ['json'], 0);
      return { kind: 'say', line: 'doctor', wait: false, json: values.json };
    }
    case 'say': {
      const { values, positionals } = readArguments('say "<line>"', rest, ['wait', 'json', 'as'], 1);
      const { wait, json, as } = values;
      return { kind: 'say', line: positionals[0] ?? '', wait, json, ...(as !== undefined && { as }) };
    }
    case 'submit':
      return readSubmit(rest);
    case 'help':
    case '--help':
    case '-h':
      return { kind: 'help' };
    default:
      if (later.has(verb))
        throw new UserError({ code: 'not-yet', message: `Not yet: ${verb} comes in a later version.`, fix: 'help' });
      throw badUse(`There is no "${verb}".`, 'npm run -s pipehand -- help');
  }
}

function readSubmit(rest: readonly string[]): Invocation {
  const form = 'submit <pipeline.yml> [key=value …]';
  const { values, positionals } = readArguments(form, rest, ['wait', 'json', 'experiment', 'fresh'], 64);
  const [file, ...assignments] = positionals;
  if (file === undefined) throw badUse('Which file?', `npm run -s pipehand -- ${form}`);
  if (values.fresh) {
    throw new UserError({
      code: 'not-yet',
      message: 'Not yet: --fresh. Nothing is reused so far.',
      fix: 'Leave --fresh out.',
    });
  }
  const { wait, json, experiment } = values;
  const parameters = Object.fromEntries(assignments.map(readAssignment));
  if (Object.keys(parameters).length < assignments.length) throw badUse('A parameter is given twice.', 'Give it once.');
  return { kind: 'submit', file, parameters, wait, json, ...(experiment !== undefined && { experiment }) };
}

function readAssignment(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw badUse(`"${text}" is not key=value.`, 'npm run -s pipehand -- submit pipeline.yml lr=0.05');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function readArguments(
  form: string,
  args: readonly string[],
  allowed: readonly (keyof typeof options)[],
  most: number,
) {
  const parsed = parse(args, form);
  const given = parsed.tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const stray = given.find((name) => !allowed.some((flag) => flag === name));
  if (stray !== undefined) throw badUse(`--${stray} does not belong here.`, `npm run -s pipehand -- ${form}`);
  if (parsed.positionals.length > most) {
    throw badUse(
      `"${parsed.positionals[most]}" is one word too many. Put a chat line into quotes.`,
      `npm run -s pipehand -- ${form}`,
    );
  }
  return parsed;
}

function parse(args: readonly string[], form: string) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, tokens: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw badUse(error.message.split('. ')[0] ?? error.message, `npm run -s pipehand -- ${form}`);
  }
}

function badUse(message: string, fix: string): UserError {
  return new UserError({ code: 'bad-line', message, fix });
}
