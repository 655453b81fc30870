import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject, objectsIn, textAt } from '../slack/json.ts';
import type { Broken } from './card-rules.ts';
import { opensDialog } from './person/buttons.ts';
import { type Part, partsOf } from './walk.ts';

/** Buttons say nothing but an id, work on every client, and links lead only where they may. */
export function actionRules(
  card: JsonObject,
  linkHosts: ReadonlySet<string>,
  most: { actions: number; data: number },
  broken: Broken,
): void {
  for (const { part, type, where } of partsOf(card)) {
    if (type === 'AdaptiveCard' && objectsIn(part.actions).length > most.actions) broken('actions', where);
    if (type === 'Action.OpenUrl' && !isAllowed(part.url, linkHosts)) broken('link', where);
    if (!isPressed(type)) continue;
    if ((textAt(part, 'title') ?? '').trim() === '') broken('action-title', where);
    const { data } = part;
    const sent = opensDialog(part) && type === 'Action.Submit' ? withoutDialog(data) : data;
    if (type !== 'Action.ShowCard' && !isId(sent, most.data)) broken('action-data', where);
    if (type === 'Action.Execute' && !hasSame(part)) broken('action-fallback', where);
    if (type === 'Action.Submit' && !where.endsWith('/fallback') && !opensDialog(part))
      broken('action-fallback', where);
  }
}

function isPressed(type: Part['type']): boolean {
  return type === 'Action.Execute' || type === 'Action.Submit' || type === 'Action.ShowCard';
}

function isId(data: unknown, most: number): boolean {
  if (!isObject(data) || Object.keys(data).length !== 1) return false;
  const id = textAt(data, 'button') ?? '';
  return /^[A-Za-z0-9_-]+$/.test(id) && id.length <= most;
}

/** What a button that opens a form sends besides Teams' own word for it. */
function withoutDialog(data: unknown): unknown {
  if (!isObject(data)) return data;
  const { msteams, ...rest } = data;
  return isDeepStrictEqual(msteams, { type: 'task/fetch' }) ? rest : data;
}

/** Clients without Action.Execute send the same. */
function hasSame({ title, data, fallback }: JsonObject): boolean {
  return isDeepStrictEqual(fallback, { type: 'Action.Submit', title, data });
}

function isAllowed(url: unknown, hosts: ReadonlySet<string>): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol, host, username, password, href } = new URL(url);
  return protocol === 'https:' && hosts.has(host) && `${username}${password}` === '' && href === url;
}
