import type { KnownBlock } from '@slack/types';

/** What blocks take up, or may: characters that people read, characters as JSON, and blocks. */
export interface Size {
  text: number;
  json: number;
  blocks: number;
}

/**
 * What one message may take up. Slack takes 50 blocks, and refused messages of 11,341 characters of text and of some
 * 13,200 in all (bolt-js#2867 and #2509); its own limits for these are not published.
 */
export const wholeMessage: Size = { text: 9_000, json: 20_000, blocks: 50 };

/** Keys whose text people read. */
const readKeys: ReadonlySet<string> = new Set(['text', 'title']);

function sizeOf(blocks: readonly KnownBlock[]): Size {
  let text = 0;
  const json = JSON.stringify(blocks, (key, value: unknown) => {
    if (typeof value === 'string' && readKeys.has(key)) text += value.length;
    return value;
  }).length;
  return { text, json, blocks: blocks.length };
}

/** What is left after these blocks. */
export function without(left: Size, blocks: readonly KnownBlock[]): Size {
  const { text, json, blocks: count } = sizeOf(blocks);
  return { text: left.text - text, json: left.json - json, blocks: left.blocks - count };
}

/** Whether the blocks fit into what is left. */
export function fits(blocks: readonly KnownBlock[], left: Size): boolean {
  const { text, json, blocks: count } = without(left, blocks);
  return text >= 0 && json >= 0 && count >= 0;
}

/** Less room than this is not worth having. */
const leastRoom = 40;

/** What `draw` makes of the most room, in characters, with which it fits; undefined where nothing fits. */
export function drawWithin(left: Size, room: number, draw: (room: number) => KnownBlock[]): KnownBlock[] | undefined {
  for (let tried = room; tried >= leastRoom; tried = Math.floor(tried * 0.8)) {
    const blocks = draw(tried);
    if (fits(blocks, left)) return blocks;
  }
  return undefined;
}

/** As many of the first items as fit into the room, at least one, and how many are left out. */
export function firstWithin<Item>(
  items: readonly Item[],
  room: number,
  lengthOf: (item: Item) => number,
): { kept: readonly Item[]; more: number } {
  let used = 0;
  let count = 0;
  for (const item of items) {
    used += lengthOf(item);
    if (used > room && count > 0) break;
    count += 1;
  }
  return { kept: items.slice(0, count), more: items.length - count };
}
