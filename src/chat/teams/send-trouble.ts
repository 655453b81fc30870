import { SendProblem, type SendTrouble } from '../platform.ts';
import { ConnectorProblem, type ConnectorTrouble } from './connector-problem.ts';

/** What is being tried. */
type Act = 'post' | 'edit' | 'reach';

type Refusal = ConnectorTrouble & { kind: 'status'; code: string };

/** Words of Teams that say more than their status (msteams-docs, bots/how-to/status-codes). */
const codes: ReadonlyMap<string, SendTrouble['kind']> = new Map([
  ['ActivityNotFoundInConversation', 'message-gone'],
  ['MessageNotFound', 'message-gone'],
  ['BotDisabledByAdmin', 'tenant-closed'],
  ['BotNotRegistered', 'tenant-closed'],
  ['NotEnoughPermissions', 'refused'],
]);

/** This card is not taken, whatever the reason; the same message as text may be. */
export function refusesCard(error: unknown): boolean {
  const trouble = error instanceof ConnectorProblem ? error.trouble : undefined;
  return trouble?.kind === 'status' && trouble.code !== undefined && (trouble.status === 400 || trouble.status === 413);
}

/**
 * The one table of what a failed call means for the message.
 *
 * | Teams, or what stands before it                                  | trouble        |
 * |------------------------------------------------------------------|----------------|
 * | a word of Teams' that is in `codes`                              | as it has it   |
 * | 400, 405, 413, 415 of Teams' own                                 | refused        |
 * | 401, and no token at all: app, password or tenant is wrong       | tenant-closed  |
 * | 403 of Teams' own                                                | channel-closed |
 * | 404 of Teams' own                                                | channel-closed |
 * | 429                                                              | limited        |
 * | 412, another 3xx or 4xx: a proxy, or something in between        | passing        |
 * | 5xx: it may have been carried out                                | ambiguous      |
 * | no connection, unknown host, no token for now                    | passing        |
 * | a reset, a timeout, an answer that is no JSON                    | ambiguous      |
 */
export function sendProblem(error: unknown, act: Act): SendProblem {
  if (error instanceof SendProblem) return error;
  if (!(error instanceof ConnectorProblem)) {
    return new SendProblem({ kind: 'passing' }, 'The message could not be made ready.', { cause: error });
  }
  return new SendProblem(troubleOf(error.trouble, act), error.message, { cause: error });
}

function troubleOf(trouble: ConnectorTrouble, act: Act): SendTrouble {
  switch (trouble.kind) {
    case 'status':
      return statusTrouble(trouble, act);
    case 'locked-out':
      return { kind: 'tenant-closed' };
    case 'unsent':
      return { kind: 'passing' };
    case 'unanswered':
      return { kind: act === 'reach' ? 'passing' : 'ambiguous' };
    default:
      return trouble satisfies never;
  }
}

function statusTrouble(trouble: ConnectorTrouble & { kind: 'status' }, act: Act): SendTrouble {
  const { status, code, retryAfterMs } = trouble;
  if (status === 429) return { kind: 'limited', scope: 'channel', ...(retryAfterMs !== undefined && { retryAfterMs }) };
  if (status === 401) return { kind: 'tenant-closed' };
  if (status >= 500 || status < 300) return { kind: act === 'reach' ? 'passing' : 'ambiguous' };
  return code === undefined ? { kind: 'passing' } : refusalTrouble({ ...trouble, code });
}

function refusalTrouble({ status, code }: Refusal): SendTrouble {
  const kind = codes.get(code);
  switch (kind) {
    case 'message-gone':
    case 'tenant-closed':
    case 'refused':
      return { kind };
  }
  switch (status) {
    case 403:
    case 404:
      return { kind: 'channel-closed' };
    case 400:
    case 405:
    case 413:
    case 415:
      return { kind: 'refused' };
    default:
      return { kind: 'passing' };
  }
}
