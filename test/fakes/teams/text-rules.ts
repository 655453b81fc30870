import { type JsonObject, objectsIn, textAt } from '../slack/json.ts';
import type { Broken } from './card-rules.ts';
import { partsOf } from './walk.ts';

const moment = /^\{\{DATE\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ), SHORT\)\}\} \{\{TIME\(\1\)\}\}$/;
const mention = /^<at>[^<>]+<\/at>$/;
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Text is literal wherever somebody else may have written it, and none of it hides. */
export function textRules(card: JsonObject, broken: Broken): void {
  for (const { part, type, where } of partsOf(card)) {
    const text = textAt(part, 'text') ?? textAt(part, 'title') ?? '';
    if (type === 'TextBlock' && !moment.test(text) && !mention.test(text)) broken('markdown', where);
    if (type === 'TextRun' && /[{$]\{/.test(text)) broken('function', where);
    if (type === 'TextRun' && text === '') broken('something-to-read', where);
    if (type === 'RichTextBlock' && objectsIn(part.inlines).length === 0) broken('something-to-read', where);
    if (hidden.test(text)) broken('visible-text', where);
  }
  const fallback = textAt(card, 'fallbackText') ?? '';
  if (hidden.test(fallback.replaceAll('\n', ''))) broken('visible-text', '/fallbackText');
  // A backslash before it takes the meaning of a bracket away, and two do not.
  const meant = fallback.replace(/\\[\\[<{]/g, ' ');
  if (/[[<]/.test(meant)) broken('markdown', '/fallbackText');
  if (/\{\{/.test(meant)) broken('function', '/fallbackText');
}
