import { afterMention, commandText } from './command-text.ts';
import type { SaidMessage } from './payloads.ts';
import { channelOf, type Reception } from './reception.ts';

/**
 * Takes lines that begin with our name, and those that people write to us directly; all others are ignored. Throws when
 * a line could not be committed.
 */
export function createTakeSaid(reception: Reception) {
  return async ({ team_id: team, event_id, event }: SaidMessage): Promise<void> => {
    const began = reception.now();
    const { type, user: author, channel: place, thread_ts } = event;
    if (author === undefined || !isSaidByAPerson(event)) return;
    const self = await reception.serves(team);
    if (!self) return;
    const mentioned = afterMention(event.text, self.user);
    const said = type === 'message' ? (mentioned ?? event.text) : mentioned;
    if (said === undefined) return;
    const user = await reception.userOf(team, author, event.user_team);
    if (user.kind === 'bot') return;
    const channel = channelOf(team, place, thread_ts);
    const line = { key: `${team}:${event_id}`, text: commandText(said, team), user, channel };
    const why = await reception.accept({ ...line, surface: thread_ts === undefined ? 'mention' : 'thread' }, began);
    if (why !== undefined) reception.tell(channel, author, why);
  };
}

/** Not by a bot, and not an edit, a join or another notice; a direct message comes as a `message`, never as a mention. */
function isSaidByAPerson({ type, channel, channel_type, bot_id, subtype, edited }: SaidMessage['event']): boolean {
  if (bot_id !== undefined || edited !== undefined) return false;
  if (subtype !== undefined && subtype !== 'thread_broadcast') return false;
  return type === 'message' ? channel_type === 'im' : !channel.startsWith('D');
}
