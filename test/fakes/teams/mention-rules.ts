import { at, type JsonObject, objectsIn, textAt } from '../slack/json.ts';
import type { Broken } from './card-rules.ts';
import { partsOf } from './walk.ts';

const objectId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const plainName = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'’-]*$/u;

/** Who is mentioned is named in the text, who is named like that is mentioned, and it is a person of Entra. */
export function mentionRules(card: JsonObject, broken: Broken): void {
  const entities = objectsIn(at(card, 'msteams', 'entities'));
  const said = partsOf(card)
    .filter(({ type }) => type === 'TextBlock')
    .map(({ part }) => textAt(part, 'text') ?? '')
    .filter((text) => text.includes('<at>'));
  const meant = entities.map((entity) => textAt(entity, 'text') ?? '');
  if (JSON.stringify(said.sort()) !== JSON.stringify(meant.sort())) broken('mention');
  for (const entity of entities) {
    const name = textAt(entity, 'mentioned', 'name') ?? '';
    const isPerson = objectId.test(textAt(entity, 'mentioned', 'id') ?? '') && plainName.test(name);
    if (!isPerson || textAt(entity, 'text') !== `<at>${name}</at>`) broken('mention-person');
  }
}
