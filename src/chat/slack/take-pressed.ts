import { channelKey, userKey } from '../platform.ts';
import type { Buttons } from '../shared/buttons.ts';
import type { PressedButton } from './payloads.ts';
import { channelOf, type Reception } from './reception.ts';
import { unknownButton } from './words.ts';

/**
 * Takes presses of our buttons: the line that the button stands for, said by whoever pressed it. Throws when it could not
 * be committed.
 */
export function createTakePressed(reception: Reception, buttons: Buttons) {
  return async ({ team: { id: team }, user: presser, ...press }: PressedButton): Promise<void> => {
    const began = reception.now();
    const [{ value, selected_option }] = press.actions;
    const id = selected_option?.value ?? value;
    // A button that opens an address has no value, and a press of it asks for nothing.
    if (id === undefined || press.channel === undefined) return;
    if (!(await reception.serves(team))) return reception.refused('button', began);
    const channel = channelOf(team, press.channel.id, threadOf(press.container));
    const user = await reception.userOf(team, presser.id, presser.team_id);
    const line = await buttons.lineOf(id, [channelKey(channel), userKey(user)]);
    if (line === undefined) {
      reception.refused('button', began);
      return reception.tell(channel, presser.id, unknownButton);
    }
    const { trigger_id } = press;
    const said = { key: `${team}:${trigger_id}`, text: line, user, channel } as const;
    const why = await reception.accept({ ...said, surface: 'button' }, began, trigger_id);
    if (why !== undefined) reception.tell(channel, presser.id, why);
  };
}

/** Slack names the thread also where the message is its root, once somebody has answered it. */
function threadOf({ message_ts, thread_ts }: PressedButton['container']): string | undefined {
  return thread_ts === message_ts ? undefined : thread_ts;
}
