import { isObject, type JsonObject, textAt } from './json.ts';
import type { Content } from './messages.ts';

/** A piece of what people see: words, somebody or somewhere that is named, or a link and where it leads. */
type Piece = { words: string; pings?: string; url?: string };

/** Where readable text lies within blocks, in the order in which people see it. */
const readable = [
  ...['title', 'subtitle', 'label', 'text', 'body', 'fields', 'caption', 'child_blocks', 'cards', 'elements'],
  ...[
    'tasks',
    'status',
    'details',
    'output',
    'sources',
    'columns',
    'rows',
    'element',
    'accessory',
    'actions',
    'alt_text',
  ],
];

/** Blocks whose pieces stand beside each other. */
const inLine = ['context', 'actions', 'context_actions'];

/**
 * What people see of a message: its blocks, line by line, with buttons as `[Words]`; the text only where there are no
 * blocks. References show names or ids (`@U1`), links their words.
 */
export function visibleText({ text, blocks }: Content): string {
  if (blocks.length === 0) return wordsOf(mrkdwn(text));
  return blocks.map((block) => linesOf(block).join('\n')).join('\n');
}

/** Whom a message notifies: user ids, `here`, `channel`, `everyone`, or user groups. */
export function pingsIn({ text, blocks }: Content): readonly string[] {
  const pieces = blocks.length === 0 ? mrkdwn(text) : blocks.flatMap(piecesOf);
  return pieces.flatMap(({ pings }) => pings ?? []);
}

/** Where the links and buttons of a message lead. */
export function linksIn({ text, blocks }: Content): readonly string[] {
  const pieces = blocks.length === 0 ? mrkdwn(text) : blocks.flatMap(piecesOf);
  return pieces.flatMap(({ url }) => url ?? []);
}

function linesOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(linesOf);
  if (!isObject(node)) return typeof node === 'string' ? [node] : [];
  const type = textAt(node, 'type') ?? '';
  if (isLeaf(node) || /^rich_text_(section|preformatted|quote)$/.test(type))
    return [wordsOf(piecesOf(node))].filter(Boolean);
  const inner = readable.flatMap((key) => (key === 'rows' ? rowsOf(node.rows) : linesOf(node[key])));
  return inLine.includes(type) ? [inner.join(' ')] : inner;
}

function rowsOf(rows: unknown): readonly string[] {
  return Array.isArray(rows) ? rows.map((row: unknown) => linesOf(row).join(' | ')) : [];
}

function piecesOf(node: unknown): readonly Piece[] {
  if (typeof node === 'string') return [{ words: node }];
  if (Array.isArray(node)) return node.flatMap(piecesOf);
  if (!isObject(node)) return [];
  return leaf(node) ?? readable.flatMap((key) => piecesOf(node[key]));
}

function isLeaf(node: JsonObject): boolean {
  return leaf(node) !== undefined;
}

/** What a smallest part shows; undefined for anything with parts of its own. */
function leaf(node: JsonObject): readonly Piece[] | undefined {
  const text = textAt(node, 'text') ?? '';
  const url = textAt(node, 'url');
  const link = url === undefined ? {} : { url };
  switch (node.type) {
    case 'mrkdwn':
      return mrkdwn(text);
    case 'plain_text':
    case 'text':
    case 'raw_text':
    case 'raw_number':
    case 'markdown':
      return [{ words: text }];
    case 'button':
      return [{ words: `[${textAt(node, 'text', 'text') ?? ''}]`, ...link }];
    case 'link':
    case 'url':
      return [{ words: text || (url ?? ''), ...link }];
    case 'user':
      return [named('@', textAt(node, 'user_id') ?? '')];
    case 'usergroup':
      return [named('@', textAt(node, 'usergroup_id') ?? '')];
    case 'broadcast':
      return [named('@', textAt(node, 'range') ?? '')];
    case 'channel':
      return [{ words: `#${textAt(node, 'channel_id')}` }];
    case 'emoji':
      return [{ words: `:${textAt(node, 'name')}:` }];
    case 'date':
      return [{ words: textAt(node, 'fallback') ?? '' }];
    default:
      return undefined;
  }
}

function named(mark: string, id: string): Piece {
  return { words: mark + id, pings: id };
}

/** Slack's own markup: what stands in angle brackets means something, and the rest is escaped. */
function mrkdwn(text: string): readonly Piece[] {
  return text.split(/(<[^<>]+>)/).flatMap((part): readonly Piece[] => {
    const [, inside] = /^<([^<>]+)>$/.exec(part) ?? [];
    if (inside === undefined) return part === '' ? [] : [{ words: unescaped(part) }];
    const [target = '', label] = inside.split('|');
    if (target.startsWith('@')) return [{ words: `@${label ?? target.slice(1)}`, pings: target.slice(1) }];
    if (target.startsWith('#')) return [{ words: `#${label ?? target.slice(1)}` }];
    if (target.startsWith('!date^')) return [{ words: unescaped(label ?? '') }];
    if (target.startsWith('!subteam^')) return [{ words: label ?? target, pings: target.slice(9) }];
    if (target.startsWith('!')) return [named('@', target.slice(1))];
    return [{ words: unescaped(label ?? target), url: unescaped(target) }];
  });
}

function wordsOf(pieces: readonly Piece[]): string {
  return pieces.map(({ words }) => words).join('');
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
