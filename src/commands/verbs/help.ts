import { closest } from '../../closest.ts';
import { UserError } from '../../errors.ts';
import { visible } from '../../visible.ts';
import { mayUse } from '../may-use.ts';
import type { HelpEntry, Reply } from '../reply.ts';
import type { FlagShape } from '../shape.ts';
import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

/** `help [verb]`, `help search <words>`, and the empty line: printed from the table of verbs. */
export const help: Verb = {
  name: 'help',
  aliases: ['?', 'hi', 'hello'],
  usage: 'help [verb]',
  summary: 'Shows what you can say',
  example: 'help run',
  right: 'view',
  flags: [shareFlag],
  takesAssignments: false,
  takesBody: false,
  takesText: true,

  async handle(line, { verbs, incoming, admins }) {
    const [topic, ...words] = line.operands.map(({ text }) => text.toLowerCase());
    const usable = verbs.filter((verb) => mayUse(incoming.user, verb, admins));
    if (topic === undefined) return { kind: 'help', entries: usable.map(entryOf), lines: [] };
    if (topic === 'search') return searchReply(usable, words.join(' '));
    const verb = usable.find(({ name, aliases }) => name === topic || aliases.includes(topic));
    if (verb) return verbHelp(verb);
    const near = closest(
      topic,
      usable.flatMap(({ name, aliases }) => [name, ...aliases]),
    );
    throw new UserError({
      code: 'unknown-verb',
      message: `There is no help on "${visible(topic, 40)}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
      fix: near === undefined ? 'help' : `help ${near}`,
    });
  },
};

/** What `<verb> --help` and `help <verb>` show. */
export function verbHelp(verb: Verb): Reply {
  const aliases = verb.aliases.length > 0 ? [`Also: ${verb.aliases.join(', ')}`] : [];
  return {
    kind: 'help',
    topic: verb.name,
    entries: [entryOf(verb)],
    lines: [...aliases, ...verb.flags.filter(({ hidden }) => !hidden).map(flagLine)],
  };
}

function searchReply(verbs: readonly Verb[], text: string): Reply {
  const found = verbs.filter(({ name, summary, usage }) => `${name} ${summary} ${usage}`.toLowerCase().includes(text));
  return {
    kind: 'help',
    topic: `search ${text}`,
    entries: found.map(entryOf),
    lines: found.length === 0 ? ['Nothing found.'] : [],
  };
}

function flagLine({ name, takes, valueName = 'value', summary }: FlagShape): string {
  return `--${name}${takes === 'value' ? ` <${valueName}>` : ''}  ${summary}`;
}

function entryOf({ name, usage, summary, example }: Verb): HelpEntry {
  return { verb: name, usage, summary, example };
}
