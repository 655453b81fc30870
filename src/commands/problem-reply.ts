import { randomUUID } from 'node:crypto';
import { scarcityProblem, UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Reply } from './reply.ts';

/** What a `UserError`, or a machine without open files to give, refuses; for anything else a reference into the log. */
export function problemReply(error: unknown, log: Log): Reply & { kind: 'problem' } {
  if (error instanceof UserError) return { kind: 'problem', ...error.problem };
  const scarcity = scarcityProblem(error);
  if (scarcity) {
    log.warn({ err: error }, 'a request found no more files to open');
    return { kind: 'problem', ...scarcity };
  }
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference }, 'a request ended in a fault');
  return {
    kind: 'problem',
    code: 'bug',
    message: `Something went wrong inside Pipehand (reference ${reference}).`,
    fix: 'The log has the whole story under this reference; please report it.',
  };
}
