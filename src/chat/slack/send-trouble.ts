import { SendProblem, type SendTrouble } from '../platform.ts';
import { ApiProblem, type ApiTrouble } from './api-problem.ts';

/** What is being tried; a limit on edits counts for the whole workspace, one on posts for the channel. */
type Act = 'post' | 'edit' | 'find';

/** What follows from Slack's words. A word that is not here is Slack's definite no to this one message. */
const codes: readonly (readonly [SendTrouble['kind'], readonly string[]])[] = [
  ['limited', ['ratelimited', 'rate_limited', 'message_limit_exceeded']],
  ['passing', ['service_unavailable', 'request_timeout', 'team_added_to_org']],
  ['passing', ['external_channel_migrating', 'streaming_state_conflict']],
  // "It is possible some aspect of the operation succeeded before the error was raised."
  ['ambiguous', ['fatal_error', 'internal_error', 'update_failed']],
  ['message-gone', ['message_not_found', 'cant_update_message', 'edit_window_closed', 'is_ephemeral']],
  ['channel-closed', ['channel_not_found', 'not_in_channel', 'is_archived', 'is_inactive', 'restricted_action']],
  ['channel-closed', ['restricted_action_read_only_channel', 'restricted_action_thread_only_channel']],
  ['channel-closed', ['channel_type_not_supported', 'messages_tab_disabled', 'cannot_dm_bot', 'user_disabled']],
  ['channel-closed', ['user_not_in_channel', 'slack_connect_blocked', 'ekm_access_denied']],
  ['tenant-closed', ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired']],
  ['tenant-closed', ['org_login_required', 'team_access_not_granted', 'access_denied', 'accesslimited']],
  ['tenant-closed', ['missing_scope', 'no_permission', 'not_allowed_token_type', 'two_factor_setup_required']],
];

const kinds: ReadonlyMap<string, SendTrouble['kind']> = new Map(
  codes.flatMap(([kind, words]) => words.map((code) => [code, kind] as const)),
);

/** These blocks are not taken, whatever the reason; the same message as text may be. */
const blockCodes: ReadonlySet<string> = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']);

/** The message that is answered is no more, or takes no answers; the channel may take the message all the same. */
const threadCodes: ReadonlySet<string> = new Set([
  ...['thread_not_found', 'cannot_reply_to_message'],
  ...['restricted_action_thread_locked', 'restricted_action_non_threadable_channel'],
]);

export function refusesBlocks(code: string | undefined): boolean {
  return code !== undefined && blockCodes.has(code);
}

export function refusesThread(code: string | undefined): boolean {
  return code !== undefined && threadCodes.has(code);
}

/**
 * The one table of what a failed call means for the message.
 *
 * | Slack, or what stands before it                        | trouble                   |
 * |--------------------------------------------------------|---------------------------|
 * | a word of Slack's                                      | as `codes` has it         |
 * | any other word of Slack's                              | refused                   |
 * | 429                                                    | limited                   |
 * | 413                                                    | refused                   |
 * | another 3xx or 4xx: a proxy, or a wrong SLACK_API_URL  | passing                   |
 * | 5xx: it may have been carried out                      | ambiguous                 |
 * | no connection, unknown host, no valid certificate      | passing                   |
 * | a reset, a timeout, an answer that is no JSON          | ambiguous                 |
 */
export function sendProblem(error: unknown, act: Act): SendProblem {
  if (error instanceof SendProblem) return error;
  if (!(error instanceof ApiProblem)) {
    return new SendProblem({ kind: 'passing' }, 'The message could not be made ready.', { cause: error });
  }
  return new SendProblem(troubleOf(error.trouble, act), error.message, { cause: error });
}

function troubleOf(trouble: ApiTrouble, act: Act): SendTrouble {
  const scope = act === 'edit' ? 'tenant' : 'channel';
  switch (trouble.kind) {
    case 'refused': {
      const kind = kinds.get(trouble.code) ?? 'refused';
      return kind === 'limited' ? { kind, scope } : { kind };
    }
    case 'status': {
      const { status, retryAfterMs } = trouble;
      if (status === 429) return { kind: 'limited', scope, ...(retryAfterMs !== undefined && { retryAfterMs }) };
      if (status === 413) return { kind: 'refused' };
      return { kind: status >= 500 || status < 300 ? 'ambiguous' : 'passing' };
    }
    case 'unsent':
      return { kind: 'passing' };
    case 'unanswered':
      return { kind: 'ambiguous' };
    default:
      return trouble satisfies never;
  }
}
