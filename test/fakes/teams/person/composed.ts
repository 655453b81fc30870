import type { Parts } from '../parts.ts';
import type { Mentioned } from '../to-bot/activities.ts';

/** What was typed, as Teams sends it on. */
export interface Composed {
  text: string;
  mentioned: readonly Mentioned[];
}

/**
 * What Teams makes of what somebody types: `@Pipehand` and `@Ada` become mentions where there is a bot or a person of that
 * name, and what HTML would read as markup is encoded. With the bot, its name comes first where it stands nowhere. A text
 * with mentions has a hard space after each and ends with a line break, as Teams makes it of the HTML in which it keeps
 * messages (UNVERIFIED: seen in reports of bots' authors only).
 */
export function composed({ registration, world }: Parts, text: string, how: 'with the bot' | 'as it is'): Composed {
  const bot = { id: registration.botId, name: registration.botName };
  const known = [bot, ...world.people().map(({ mri, name }) => ({ id: mri, name }))];
  const typed = how === 'with the bot' && !text.includes(`@${bot.name}`) ? `@${bot.name} ${text}` : text;
  const mentioned: Mentioned[] = [];
  const parts = typed.split(/(@\p{L}[\p{L}\p{N}]*(?: |$))/u).map((part) => {
    const found = part.startsWith('@') ? known.find(({ name }) => name === part.slice(1).trimEnd()) : undefined;
    if (!found) return encoded(part);
    mentioned.push(found);
    return `<at>${found.name}</at>${part.endsWith(' ') ? '&nbsp;' : ''}`;
  });
  return { text: mentioned.length > 0 ? `${parts.join('')}\n` : parts.join(''), mentioned };
}

function encoded(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
