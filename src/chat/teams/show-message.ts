import type { Log } from '../../log.ts';
import type { Outgoing } from '../platform.ts';
import { hostsFor } from '../shared/allowed-link.ts';
import type { Buttons } from '../shared/buttons.ts';
import type { Names } from './names.ts';
import type { Meeting } from './people.ts';
import { activityOf } from './render/activity.ts';
import { renderForTeams } from './render/render.ts';
import { refusesCard } from './send-trouble.ts';

/** Characters of a message without a card. */
const longestText = 20_000;

interface Options {
  buttons: Buttons;
  linkHosts: ReadonlySet<string>;
  names: Names;
  log: Log;
}

/** What goes over the wire, without its addresses. */
export type Content = ReturnType<typeof activityOf> | { type: 'message'; text: string; textFormat: 'plain' };

/**
 * Sends a message as a card, and where Teams does not take the card, as its text. `place` is where its buttons may be
 * pressed.
 */
export type Show = <Result>(
  message: Outgoing,
  place: string,
  meeting: Meeting,
  send: (content: Content) => Promise<Result>,
) => Promise<Result>;

export function createShow({ buttons, linkHosts, names, log }: Options): Show {
  return async (message, place, meeting, send) => {
    const known = await names(meeting, message);
    const pressable = buttons.ofMessage(place, message.marker);
    const rendering = renderForTeams(message, {
      buttonId: pressable.idOf,
      linkHosts: hostsFor(linkHosts, message.leadsTo),
      nameOf: (key) => known.get(key),
    });
    await pressable.keep();
    try {
      return await send(activityOf(rendering));
    } catch (error) {
      if (!refusesCard(error)) throw error;
      log.warn({ err: error, marker: message.marker }, 'Teams does not take this card; its text is sent');
      return send({ type: 'message', text: rendering.fallbackText.slice(0, longestText), textFormat: 'plain' });
    }
  };
}
