import type { KnownBlock } from '@slack/types';
import type { Outgoing } from '../../platform.ts';
import { markOf } from './marks.ts';
import { type NameOf, slackUser } from './people-and-times.ts';
import { literal, type Piece, plain, richText, section } from './words.ts';

/** Longest title that Slack takes in large letters, and longest that we show at all. */
const longest = { header: 150, title: 600 };

/** Who is called, the title, the state in words, and whether it may be there twice. */
export function headBlocks({ card, mention, isRepeat }: Outgoing, nameOf: NameOf): KnownBlock[] {
  return [
    ...titleBlocks(card.title, mention === undefined ? undefined : called(mention, nameOf)),
    ...(card.state
      ? richText(section([[markOf(card.state), literal(` ${card.state.words}`, 100, { bold: true })]]))
      : []),
    ...(isRepeat ? [repeatNote] : []),
  ];
}

function titleBlocks(title: string, called: Piece[] | undefined): KnownBlock[] {
  const header = plain(title, longest.title);
  if (!called && !header) return [];
  if (!called && header && header.text.length <= longest.header) return [{ type: 'header', text: header }];
  return richText(section([[...(called ?? []), literal(title, longest.title, { bold: true })]]));
}

function called(person: string, nameOf: NameOf): Piece[] {
  const user = slackUser(person);
  const piece: Piece = user === undefined ? literal(nameOf(person), 100) : { type: 'user', user_id: user };
  return piece ? [piece, literal(' ', 1)] : [];
}

/** What a message says of itself that may be there twice. */
export const repeatWords = 'Perhaps shown twice: Slack did not confirm the first try.';

const repeatNote: KnownBlock = {
  type: 'context',
  elements: [{ type: 'plain_text', text: repeatWords, emoji: false }],
};
