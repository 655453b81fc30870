import { cardLines, type TextStyle } from '../../../cards/plain-text.ts';
import type { Outgoing } from '../../platform.ts';
import { bounded } from './bounded.ts';
import { repeatWords } from './head.ts';
import { momentInUtc, type NameOf, slackUser } from './people-and-times.ts';
import { words } from './words.ts';

/** Slack refuses an edit whose text is longer. */
const longestText = 4_000;

/** The card in words, for notifications and for readers without blocks. Slack reads it as `mrkdwn`: it is escaped. */
export function fallbackText({ card, mention, isRepeat }: Outgoing, nameOf: NameOf): string {
  const style: TextStyle = {
    width: 100,
    paint: (_tone, text) => text,
    showTime: momentInUtc,
    showPerson: nameOf,
  };
  const user = mention === undefined ? undefined : slackUser(mention);
  const front = user === undefined ? '' : `<@${user}> `;
  const lines = cardLines(
    { title: words(card.title, 1_000), elements: [], ...(card.state && { state: card.state }) },
    style,
  );
  if (isRepeat) lines.push(repeatWords);
  let length = 0;
  for (const element of card.elements) {
    if (length > longestText) break;
    // The title of no card is one empty line.
    const more = cardLines({ title: '', elements: [bounded(element)] }, style).slice(1);
    lines.push(...more);
    length += more.reduce((sum, line) => sum + line.length + 1, 0);
  }
  const text = lines.map((line) => words(line, longestText)).join('\n');
  return front + escapedWithin(text.trim() === '' ? 'Nothing to show.' : text, longestText - front.length);
}

/** Only `&`, `<` and `>` mean something to Slack, and nothing is cut in the middle of an escape. */
function escapedWithin(text: string, max: number): string {
  const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  let escaped = '';
  for (const char of text) {
    const piece = escapes[char] ?? char;
    if (escaped.length + piece.length > max - 1) return `${escaped}…`;
    escaped += piece;
  }
  return escaped;
}
