import type { Clock } from '../../../src/clock.ts';
import type { Handles } from './handles.ts';
import type { Ledger } from './ledger.ts';
import type { Message, Messages, NewMessage } from './messages.ts';
import type { World } from './world.ts';

/** What the parts of the stand-in share. */
export interface Parts {
  clock: Clock;
  world: World;
  messages: Messages;
  handles: Handles;
  ledger: Ledger;
  /** Where the stand-in listens, without a slash at its end. */
  origin(): string;
  /** Told of every message that the app posts into a direct conversation: Slack sends it back as an event. */
  echo(message: Message): void;
}

/** Posts a message of the app, for all or for one person, and writes it down. */
export function postAsApp(
  { messages, ledger, world, echo }: Parts,
  message: Omit<NewMessage, 'by' | 'isOurs'>,
): Message {
  const posted = messages.post({ ...message, by: world.team(message.team).botUser, isOurs: true });
  if (posted.onlyFor !== undefined) {
    ledger.ephemerals.push(posted);
    return posted;
  }
  ledger.posts.push(posted);
  if (world.channel(posted.team, posted.channel)?.kind === 'im') echo(posted);
  return posted;
}

/** Changes a message of the app, and writes it down. */
export function editAsApp(
  { messages, ledger, clock }: Parts,
  message: Message,
  { text, blocks, metadata }: Pick<Message, 'text' | 'blocks'> & Partial<Pick<Message, 'metadata'>>,
): void {
  const content = { text, blocks, ...(metadata && { metadata }) };
  messages.edit(message, content);
  const { team, channel, ts } = message;
  ledger.edits.push({ team, channel, ts, at: clock.now(), ...content });
}
