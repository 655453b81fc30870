import { type Line, parseLine } from './line.ts';
import { printLine } from './print-line.ts';
import type { Reply } from './reply.ts';
import type { FlagShape, VerbIndex } from './shape.ts';
import type { Verb } from './verb.ts';

/** What a reading verb takes so that everybody where it was asked sees the answer, and not the asker alone. */
export const shareFlag: FlagShape = {
  name: 'share',
  takes: 'nothing',
  summary: 'Shows the answer to everybody in the channel',
};

/** Who sees what was read: everybody, or the asker alone until somebody says this line. */
export type Sharing = { kind: 'shared' } | { kind: 'offered'; line: string };

/** Undefined for what is no reading: a refusal, what was done, and a link that was made for one person. */
export function sharingOf(verb: Verb, line: Line, reply: Reply, index: VerbIndex): Sharing | undefined {
  if (!verb.flags.includes(shareFlag) || ['problem', 'done', 'link'].includes(reply.kind)) return undefined;
  // A file cannot be shown to one person only.
  if (line.flags.has(shareFlag.name) || line.flags.has('file')) return { kind: 'shared' };
  const shared = printLine({ ...line, flags: new Map([...line.flags, [shareFlag.name, true]]) }, index);
  return canBeSaid(shared, index) ? { kind: 'offered', line: shared } : undefined;
}

/** A line can be too long, or have too many words, for one more. */
function canBeSaid(text: string, index: VerbIndex): boolean {
  try {
    parseLine(text, index);
    return true;
  } catch {
    return false;
  }
}
