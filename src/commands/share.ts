import { meansRun } from './find-run.ts';
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
  const flags = new Map([...line.flags, [shareFlag.name, true as const]]);
  const shared = printLine({ ...line, operands: operandsFor(reply, line), flags }, index);
  return canBeSaid(shared, index) ? { kind: 'offered', line: shared } : undefined;
}

/** Those that mean the run that was shown: `last`, or none at all, may mean another by the time the line is said. */
function operandsFor(reply: Reply, { operands }: Line): readonly { text: string }[] {
  switch (reply.kind) {
    case 'run':
      return [{ text: reply.run.shortId }];
    case 'log':
      return [{ text: reply.run.shortId }, { text: reply.log.step }];
    case 'artifacts':
    case 'metrics': {
      const [first, ...rest] = operands;
      const others = first && meansRun(first.text, reply.run) ? rest : operands;
      return [{ text: reply.run.shortId }, ...others];
    }
    default:
      return operands;
  }
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
