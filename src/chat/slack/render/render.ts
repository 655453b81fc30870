import type { KnownBlock } from '@slack/types';
import type { CardElement } from '../../../cards/card.ts';
import type { Outgoing } from '../../platform.ts';
import { drawWithin, type Size, wholeMessage, without } from './budget.ts';
import { drawButtons } from './buttons.ts';
import type { Drawing } from './elements.ts';
import { fallbackText } from './fallback-text.ts';
import { groupBlocks, groupsOf } from './groups.ts';
import { headBlocks } from './head.ts';
import type { NameOf } from './people-and-times.ts';
import { literal, richText, section } from './words.ts';

/** How messages are drawn for one workspace. */
interface RenderOptions {
  /** Steps as lines of text, or as a plan with tasks. */
  progress: 'classic' | 'plan';
  /** The opaque id that stands for a command line in a button; asked once for each button that is shown. */
  buttonId(line: string): string;
  /** Hosts, with a port where it is not the usual one, that links may lead to. */
  linkHosts: ReadonlySet<string>;
  /** What people are called, by key. */
  nameOf: NameOf;
}

/** What a message says to Slack: blocks to look at, and the same in words for notifications. */
interface SlackContent {
  blocks: KnownBlock[];
  text: string;
}

/** Draws a message. Whatever the card holds, the result is within Slack's limits and nothing in it is markup. */
export function renderForSlack(outgoing: Outgoing, options: RenderOptions): SlackContent {
  // Copies: the same object may stand in a card twice, and each is drawn as what it is.
  const elements = outgoing.card.elements.slice(0, mostElements).map((element) => ({ ...element }));
  const { nameOf } = options;
  const head = headBlocks(outgoing, nameOf);
  const afterHead = without(wholeMessage, [...head, ...shortenedNote]);
  // Buttons come first: a card that is cut short can still be acted on.
  const { drawn, isWhole } = drawButtons(elements, { ...afterHead, json: buttonJson }, options.buttonId);
  const left = without(afterHead, [...drawn.values()].flat());
  const body = drawBody(elements, left, {
    linkHosts: options.linkHosts,
    buttons: drawn,
    table: elements.find(({ type }) => type === 'table'),
    plan: options.progress === 'plan' ? elements.find(({ type }) => type === 'steps') : undefined,
    nameOf,
  });
  const isAll = body.isWhole && isWhole && elements.length === outgoing.card.elements.length;
  const blocks = [...head, ...body.blocks, ...(isAll ? [] : shortenedNote)];
  return { blocks: blocks.length === 0 ? nothing : blocks, text: fallbackText(outgoing, nameOf) };
}

/** Elements that are looked at, and characters of JSON that buttons may take. */
const mostElements = 500;
const buttonJson = 6_000;

const shortenedNote: readonly KnownBlock[] = [
  {
    type: 'context',
    elements: [{ type: 'plain_text', text: 'Shortened: not all of it fits into one message.', emoji: false }],
  },
];

/** Slack refuses a message without any block. */
const nothing: KnownBlock[] = richText(section([[literal('Nothing to show.', 20)]]));

/** Draws what fits, in order. No element takes more than two thirds of what is left while others follow. */
function drawBody(elements: readonly CardElement[], whole: Size, drawing: Drawing) {
  const groups = groupsOf(elements, drawing.plan);
  const lastAt = groups.findLastIndex(([{ type }]) => type !== 'buttons');
  const blocks: KnownBlock[] = [];
  let left = whole;
  let isWhole = true;
  for (const [at, group] of groups.entries()) {
    const [{ type }] = group;
    const room = at === lastAt ? left.text : Math.floor((left.text * 2) / 3);
    const drawn =
      type === 'buttons'
        ? (drawing.buttons.get(group[0]) ?? [])
        : drawWithin(left, room, (most) => groupBlocks(group, most, drawing));
    isWhole &&= drawn !== undefined;
    blocks.push(...(drawn ?? []));
    // The room for buttons was taken before.
    if (type !== 'buttons') left = without(left, drawn ?? []);
  }
  return { blocks, isWhole };
}
