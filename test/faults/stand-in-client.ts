import { type ChatPlatform, type Limit, type PlatformName, SendProblem } from '../../src/chat/platform.ts';
import { retryAfter } from '../../src/delivery/retry-after.ts';
import type { Answer, PlatformRequest } from './stand-in-platform.ts';
import { type Wire, WireProblem } from './wire.ts';

interface Options {
  name: PlatformName;
  limits: readonly Limit[];
  wire: Wire;
  /** Whether it can look for a message by its marker. */
  isSearchable: boolean;
  now(): number;
}

/** The stand-in platform as delivery uses any platform. */
export function createStandInClient({ name, limits, wire, isSearchable, now }: Options): ChatPlatform {
  async function ask(request: PlatformRequest): Promise<string | undefined> {
    const answer = await wire(request).catch((error: unknown) => {
      const wasSent = error instanceof WireProblem && error.wasSent;
      throw new SendProblem({ kind: wasSent ? 'ambiguous' : 'passing' }, 'no answer', { cause: error });
    });
    if (answer.status !== 200) throw problemOf(answer, now());
    const { body } = answer;
    return typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : undefined;
  }

  return {
    name,
    limits,
    async post(channel, message) {
      const id = await ask({ method: 'post', channel, message });
      if (id === undefined) throw new SendProblem({ kind: 'ambiguous' }, 'an answer without an id');
      return id;
    },
    async edit(channel, id, message) {
      await ask({ method: 'edit', channel, id, message });
    },
    async linkTo(channel, id) {
      return (await ask({ method: 'link', channel, id })) ?? '';
    },
    ...(isSearchable && { find: (channel, marker, since) => ask({ method: 'find', channel, marker, since }) }),
  };
}

function problemOf(answer: Answer, now: number): SendProblem {
  const words = `answered ${answer.status}`;
  switch (answer.status) {
    case 429: {
      const ms = retryAfter(answer.retryAfter, 'seconds', now);
      return new SendProblem(
        { kind: 'limited', scope: 'channel', ...(ms !== undefined && { retryAfterMs: ms }) },
        words,
      );
    }
    case 401:
      return new SendProblem({ kind: 'tenant-closed' }, words);
    case 403:
      return new SendProblem({ kind: 'channel-closed' }, words);
    case 404:
      return new SendProblem({ kind: 'message-gone' }, words);
    case 413:
      return new SendProblem({ kind: 'refused' }, words);
    case 503:
      return new SendProblem({ kind: 'passing' }, words);
    default:
      return new SendProblem({ kind: 'ambiguous' }, words);
  }
}
