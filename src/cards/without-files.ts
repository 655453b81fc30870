import type { Reply } from '../commands/reply.ts';

/** The reply for readers elsewhere, to whom paths of this machine mean nothing. */
export function withoutFiles(reply: Reply): Reply {
  switch (reply.kind) {
    case 'run':
      return { ...reply, run: { ...reply.run, artifacts: reply.run.artifacts.map(withoutFile) } };
    case 'pipeline':
      return { ...reply, pipeline: withoutFile(reply.pipeline) };
    case 'log':
      return { ...reply, log: withoutFile(reply.log) };
    case 'artifacts':
      return { ...reply, artifacts: reply.artifacts.map(withoutFile) };
    default:
      return reply;
  }
}

function withoutFile<Found extends { file?: string }>({ file: _, ...rest }: Found): Omit<Found, 'file'> {
  return rest;
}
