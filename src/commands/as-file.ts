import { basename } from 'node:path/posix';
import type { RunFile } from '../chat/platform.ts';
import { UserError } from '../errors.ts';
import type { Line } from './line.ts';
import { logTail } from './log-tail.ts';
import { printLine } from './print-line.ts';
import type { Reply } from './reply.ts';
import type { FlagShape, VerbIndex } from './shape.ts';
import type { Asked } from './verb.ts';

/** A log of more characters than this is offered as a file, as is one that is not shown from its beginning. */
const longLog = 2_500;

/** Files offered on one card. */
const mostOffered = 5;

/** Bytes of a file that is sent into a chat: more could not be uploaded within the ten seconds that a message has. */
export const largestFile = 10_000_000;

/** Files that go with an answer: the one that was asked for, and lines that send others, with what a button says. */
export interface Files {
  sent?: RunFile;
  offered: readonly { label: string; line: string }[];
}

/** `logs --file`. */
export const logFileFlag: FlagShape = {
  name: 'file',
  takes: 'nothing',
  summary: 'Sends the whole log as a file, to everybody in the channel (Slack)',
};

/** `artifacts --file outputs/model.pkl`. */
export const artifactFileFlag: FlagShape = {
  name: 'file',
  takes: 'value',
  valueName: 'path',
  summary: 'Sends this file, to everybody in the channel (Slack)',
};

/** Throws `conflict` where no files can be sent. */
export function refuseFile(line: Line, { incoming }: Asked, instead: string): void {
  if (!line.flags.has('file') || incoming.channel.platform === 'slack') return;
  throw new UserError({ code: 'conflict', message: 'Files can be sent in Slack only.', fix: instead });
}

/** Undefined for an answer that no file goes with. */
export function filesOf(line: Line, reply: Reply, index: VerbIndex): Files | undefined {
  if (reply.kind === 'log') {
    const { run, log } = reply;
    if (line.flags.has('file')) return { sent: { runId: run.id, step: log.step }, offered: [] };
    const length = log.lines.reduce((sum, text) => sum + text.length + 1, 0);
    const isWhole = log.omitted === 0 && log.lines.length < logTail(line);
    if (isWhole && length <= longLog) return undefined;
    const operands = [{ text: run.shortId }, { text: log.step }];
    const send = printLine({ verb: 'logs', operands, flags: new Map([['file', true]]) }, index);
    return { offered: [{ label: 'Send the whole log as a file', line: send }] };
  }
  if (reply.kind !== 'artifacts') return undefined;
  const { run, artifacts } = reply;
  const [first] = artifacts;
  if (line.flags.has('file') && first)
    return { sent: { runId: run.id, step: first.step, path: first.path }, offered: [] };
  const sendable = artifacts.filter(({ size }) => size > 0 && size <= largestFile).slice(0, mostOffered);
  const offered = sendable.map(({ step, path }) => {
    const operands = [{ text: run.shortId }, { text: step }];
    return {
      label: `Send ${basename(path)}`,
      line: printLine({ verb: 'artifacts', operands, flags: new Map([['file', path]]) }, index),
    };
  });
  return offered.length === 0 ? undefined : { offered };
}
