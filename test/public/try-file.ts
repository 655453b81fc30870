import { randomUUID } from 'node:crypto';
import { answerOf, type Desks, followToEnd } from '../../src/chat/terminal/desks.ts';
import type { Problem } from '../../src/errors.ts';
import { groupOf } from '../../src/pipelines/status.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { visible } from '../../src/visible.ts';

/** What became of a file. `crashed` is a fault of Pipehand itself. */
export type Outcome =
  | { kind: 'finished' }
  | { kind: 'failed'; step: string; cause: string }
  | { kind: 'refused'; reasons: readonly string[] }
  | { kind: 'timed out' }
  | { kind: 'crashed'; error: string };

/** Milliseconds a cancelled run may take to end: more than Pipehand gives its steps before it ends them by force. */
const cancelWithin = 30_000;

/** Submits one file on the road of the command line and stays until its run has ended, or until `stop` cancels it. */
export async function tryFile(desks: Desks, file: string, stop: AbortSignal): Promise<Outcome> {
  const { reply } = await answerOf(desks, { kind: 'submit', key: randomUUID(), file, parameters: {} });
  if (reply.kind === 'problem') return ofProblem(reply);
  if (reply.kind !== 'run') throw new Error(`a submission was answered with ${reply.kind}`);
  const last = await followToEnd(desks, reply.run.id, () => {}, stop);
  if (last?.kind === 'run') return ofRun(last.run);
  await answerOf(desks, { kind: 'say', key: randomUUID(), text: `cancel ${reply.run.shortId}` });
  await followToEnd(desks, reply.run.id, () => {}, AbortSignal.timeout(cancelWithin));
  return { kind: 'timed out' };
}

function ofProblem({ code, message, details = [] }: Problem): Outcome {
  if (code === 'bug') return { kind: 'crashed', error: message };
  return { kind: 'refused', reasons: details.length > 0 ? details : [message] };
}

function ofRun({ status, reason, steps }: Run): Outcome {
  if (groupOf(status) === 'succeeded') return { kind: 'finished' };
  const step = steps.find((each) => each.status === 'Failed') ?? steps.find((each) => each.reason !== undefined);
  const cause = step?.failure?.cause ?? step?.reason ?? reason ?? `ended as ${status}, and nothing says why`;
  return { kind: 'failed', step: step?.name ?? 'no step', cause: visible(cause) };
}
