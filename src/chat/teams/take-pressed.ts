import { channelKey, userKey } from '../platform.ts';
import type { Buttons } from '../shared/buttons.ts';
import { readPart } from '../shared/read-part.ts';
import { executed, type TeamsActivity } from './payloads.ts';
import type { Reception } from './reception.ts';
import * as words from './words.ts';

/** Takes a press of the button with this id; answers why nothing was run. Throws when it could not be committed. */
export type Press = (said: TeamsActivity, button: string, began: number) => Promise<string | undefined>;

/** A press is the line that the button stands for, said by whoever pressed it. */
export function createPress(reception: Reception, buttons: Buttons): Press {
  return async (said, button, began) => {
    const user = await reception.userOf(said);
    const channel = await reception.placeOf(said);
    const line = user && (await buttons.lineOf(button, [channelKey(channel), userKey(user)]));
    if (user === undefined || line === undefined) {
      reception.refused('button', began);
      return words.unknownButton;
    }
    return reception.accept({ key: reception.keyOf(said), text: line, user, channel, surface: 'button' }, began);
  };
}

/** Takes presses by Action.Execute; answers what only who pressed is told. */
export function createTakePressed(reception: Reception, press: Press) {
  return async (said: TeamsActivity): Promise<object> => {
    const began = reception.now();
    const { action } = readPart(executed, said.value);
    const why = await press(said, action.data.button, began);
    return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: why ?? words.taken };
  };
}
