import { checkBlocks } from '../block-rules.ts';
import { isObject, type JsonObject, objectsIn } from '../json.ts';
import { textLength } from '../message-rules.ts';
import type { Content } from '../messages.ts';
import { Refused, refusedFor } from '../refused.ts';

/** Blocks of a message; a form may have 100. */
const mostBlocks = 50;

/** The smallest sum of texts that Slack was seen to refuse (bolt-js#2867); its own limit is not published. */
const tooMuchText = 11_341;

/** Characters of metadata as JSON. Slack's own limit is not published. */
const mostMetadata = 8_000;

/** The rules for what a message says, before it is known where. `structure` gives what was sent under a name. */
export function readContent(
  text: string | undefined,
  structure: (name: string, ifBroken: string) => unknown,
  onLongText: 'refuse' | { cutAt: number },
  longestText = 40_000,
): Content & { hasText: boolean; hasBlocks: boolean } {
  const sent = structure('blocks', 'invalid_blocks_format');
  const metadata = readMetadata(structure('metadata', 'invalid_metadata_format'));
  const attachments = structure('attachments', 'invalid_attachments');
  if (Array.isArray(attachments) && attachments.length > 100) throw new Refused('too_many_attachments');
  if (onLongText === 'refuse' && (text ?? '').length > longestText) throw new Refused('msg_too_long');
  const blocks = sent === undefined ? [] : readBlocks(sent);
  const kept = onLongText === 'refuse' ? (text ?? '') : (text ?? '').slice(0, onLongText.cutAt);
  return {
    text: kept,
    blocks,
    ...(metadata && { metadata }),
    hasText: kept !== '',
    hasBlocks: blocks.length > 0,
  };
}

/** Blocks as a message may have them. */
function readBlocks(sent: unknown): readonly JsonObject[] {
  if (!Array.isArray(sent)) throw new Refused('invalid_blocks_format');
  if (sent.length > mostBlocks)
    throw refusedFor('invalid_blocks', [`no more than ${mostBlocks} items allowed [json-pointer:/blocks]`]);
  const faults = sent.every(isObject) ? checkBlocks(sent) : ['must be an object [json-pointer:/blocks]'];
  if (faults.length > 0) throw refusedFor('invalid_blocks', faults);
  if (textLength(sent) >= tooMuchText) throw new Refused('msg_blocks_too_long');
  return objectsIn(sent);
}

function readMetadata(sent: unknown): JsonObject | undefined {
  if (sent === undefined) return undefined;
  if (!isObject(sent)) throw new Refused('invalid_metadata_format');
  const { event_type: type, event_payload: payload } = sent;
  const isEmpty = Object.keys(sent).length === 0;
  const isFlat = isObject(payload) && Object.values(payload).every((value) => !isObject(value) && value !== null);
  if (!isEmpty && (typeof type !== 'string' || type === '' || !isFlat)) throw new Refused('invalid_metadata_schema');
  if (JSON.stringify(sent).length > mostMetadata) throw new Refused('metadata_too_large');
  return sent;
}
