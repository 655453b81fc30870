import type { Incoming } from '../platform.ts';
import { saidText, withoutGreeting } from './command-text.ts';
import { splitId } from './conversations.ts';
import { submitted, type TeamsActivity } from './payloads.ts';
import type { Reception } from './reception.ts';
import type { Press } from './take-pressed.ts';
import * as words from './words.ts';

/**
 * Takes lines that mention us, and those that people write to us directly; all others are ignored. Clients that do not know
 * Action.Execute send presses this way. Throws when something could not be committed.
 */
export function createTakeSaid(reception: Reception, press: Press) {
  return async (said: TeamsActivity): Promise<void> => {
    const began = reception.now();
    const pressed = submitted.safeParse(said.value);
    if (pressed.success) {
      const why = await press(said, pressed.data.button, began);
      if (why !== undefined) await reception.refuse(await reception.placeOf(said), why);
      return;
    }
    const text = saidText(said);
    if (!isForUs(said, text.isForUs)) return;
    const user = await reception.userOf(said);
    if (!user || user.kind === 'bot') return;
    const channel = await reception.placeOf(said);
    const keys = await reception.keysOf(said, text.people);
    const line = withoutGreeting(text.line((mri) => keys.get(mri) ?? mri));
    const request = { key: reception.keyOf(said), text: line, user, channel, surface: surfaceOf(said) };
    const why = await reception.accept(request, began);
    if (why !== undefined) await reception.refuse(channel, why);
  };
}

/** Takes what somebody changed in a message: nothing of it, and says so once for each message. */
export function createTakeEdited(reception: Reception) {
  return async (said: TeamsActivity): Promise<void> => {
    if (said.channelData?.eventType !== 'editMessage' || said.from.aadObjectId == null) return;
    if (!isForUs(said, saidText(said).isForUs)) return;
    const channel = await reception.placeOf(said);
    await reception.say(`edited:${reception.keyOf(said)}`, channel, { title: 'A changed message', text: words.edited });
  };
}

function isForUs({ conversation }: TeamsActivity, isMentioned: boolean): boolean {
  return isMentioned || conversation.conversationType === 'personal';
}

/** A new post in a channel begins a thread of its own, in which nothing was said before. */
function surfaceOf({ id, conversation }: TeamsActivity): Incoming['surface'] {
  const { thread } = splitId(conversation.id);
  return thread === undefined || thread === id ? 'mention' : 'thread';
}
