import { isObject, type JsonObject } from '../../fakes/slack/json.ts';

/** What Slack makes of blocks: the words that people read, in order, and what is more than words. */
export interface ReadBack {
  words: string;
  /** `@U1`, `:x:`, `date 1700000000`, `https://…`, and anything else that Slack would not take literally. */
  entities: string[];
}

/** Reads blocks as Slack does: markup in `mrkdwn` only, everything else literally. */
export function readBack(blocks: readonly unknown[]): ReadBack {
  const read: ReadBack = { words: '', entities: [] };
  for (const block of blocks) readNode(block, read);
  return read;
}

/** A text that Slack reads as `mrkdwn`. */
export function readMarkup(text: string, read: ReadBack = { words: '', entities: [] }): ReadBack {
  for (const part of text.split(/(<[^<>]*>)/)) {
    const inside = /^<(.*)>$/s.exec(part)?.[1];
    if (inside === undefined) read.words += unescaped(part);
    else read.entities.push(entityOf(inside));
  }
  return read;
}

function entityOf(inside: string): string {
  const [, seconds] = /^!date\^(\d+)\^[^|]+\|[^|]+$/.exec(inside) ?? [];
  return seconds === undefined ? inside : `date ${seconds}`;
}

/** The inverse of escaping. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function readNode(node: unknown, read: ReadBack): void {
  if (Array.isArray(node)) {
    for (const each of node) readNode(each, read);
    return;
  }
  if (!isObject(node)) return;
  const markup = node.type === 'mrkdwn' ? String(node.text) : undefined;
  if (markup !== undefined) {
    readMarkup(markup, read);
    if (/[*_~`:]/.test(markup.replaceAll(/<[^<>]*>/g, ''))) read.entities.push('formatting');
    read.words += '\n';
    return;
  }
  if (node.type === 'plain_text' && node.emoji !== false)
    read.entities.push(...(/:[a-z0-9_+-]+:/g.exec(String(node.text)) ?? []));
  const entity = entityIn(node);
  if (entity !== undefined) read.entities.push(entity);
  for (const key of ['title', 'text', 'label', 'rows', 'fields', 'elements', 'tasks', 'output', 'details', 'confirm']) {
    const inner = node[key];
    if (typeof inner === 'string') read.words += inner;
    else readNode(inner, read);
  }
  read.words += node.type === 'text' || node.type === 'emoji' ? '' : '\n';
}

function entityIn(node: JsonObject): string | undefined {
  switch (node.type) {
    case 'user':
      return `@${node.user_id}`;
    case 'emoji':
      return `:${node.name}:`;
    case 'date':
      return `date ${node.timestamp}`;
    case 'link':
    case 'url':
      return String(node.url);
    case 'broadcast':
    case 'channel':
    case 'usergroup':
    case 'team':
    case 'color':
    case 'markdown':
      return String(node.type);
    default:
      return typeof node.url === 'string' ? node.url : undefined;
  }
}
