/** One piece of Slack's markup: `<@U1|ada>`, `<#C1|general>`, `<!here>`, `<https://x|x>`. */
const markup = /<([^<>]*)>/g;

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * What somebody typed, from what Slack sends of it. People and channels become their keys, links their addresses. Markup
 * goes first: a raw `<` is Slack's, and the typed one comes as `&lt;`.
 */
export function commandText(text: string, team: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (const { 0: whole, 1: inside = '', index } of text.matchAll(markup)) {
    parts.push(decoded(text.slice(copied, index)), decoded(meant(inside, team)));
    copied = index + whole.length;
  }
  parts.push(decoded(text.slice(copied)));
  return parts.join('').trim();
}

/** What follows the mention of `user` at the beginning of a message; undefined for a message that begins otherwise. */
export function afterMention(text: string, user: string): string | undefined {
  const [, mentioned, rest] = /^\s*<@([A-Za-z0-9]+)(?:\|[^<>]*)?>[\s:,]*(.*)$/s.exec(text) ?? [];
  return mentioned === user ? rest : undefined;
}

function meant(inside: string, team: string): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : inside.slice(bar + 1);
  switch (inside.charAt(0)) {
    case '@':
    case '#':
      return `slack:${team}/${target.slice(1)}`;
    case '!':
      return label ?? `@${target.slice(1)}`;
    default:
      return target.replace(/^(?:mailto|tel):/, '');
  }
}

function decoded(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
}
