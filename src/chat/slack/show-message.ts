import type { Log } from '../../log.ts';
import { idIn, type Outgoing } from '../platform.ts';
import { hostsFor } from '../shared/allowed-link.ts';
import type { Buttons, MessageButtons } from '../shared/buttons.ts';
import { refusalCode } from './api-problem.ts';
import type { Names } from './names.ts';
import type { NameOf } from './render/people-and-times.ts';
import { asText, type Progress, type RenderForSlack, type SlackContent } from './rendering.ts';
import { refusesBlocks } from './send-trouble.ts';

interface Options {
  buttons: Buttons;
  render: RenderForSlack;
  progress: Progress;
  linkHosts: ReadonlySet<string>;
  names: Names;
  log: Log;
}

/**
 * Sends a message as it looks best, and where Slack does not take these blocks, as it looks simpler; at last as text.
 * `place` is where its buttons may be pressed.
 */
export type Show = <Result>(
  message: Outgoing,
  place: string,
  send: (look: SlackContent) => Promise<Result>,
) => Promise<Result>;

export function createShow({ buttons, render, progress, linkHosts, names, log }: Options): Show {
  /** Nobody has seen yet whether Slack takes a plan in an edited message; once it does not, asking again is in vain. */
  let isPlanTaken = progress === 'plan';

  async function dress(message: Outgoing, place: string, as: Progress, nameOf: NameOf): Promise<SlackContent> {
    const pressable = buttons.ofMessage(place, message.marker);
    const look = draw(message, as, pressable, nameOf);
    await pressable.keep();
    return look;
  }

  function draw(message: Outgoing, as: Progress, { idOf }: MessageButtons, nameOf: NameOf): SlackContent {
    try {
      const hosts = hostsFor(linkHosts, message.leadsTo);
      return render(message, { progress: as, buttonId: idOf, linkHosts: hosts, nameOf });
    } catch (error) {
      log.error({ err: error, marker: message.marker }, 'a card could not be drawn');
      return asText(message, nameOf);
    }
  }

  return async (message, place, send) => {
    const known = await names(message);
    const nameOf: NameOf = (key) => known.get(key) ?? idIn(key);
    for (const as of isPlanTaken ? (['plan', 'classic'] as const) : (['classic'] as const)) {
      const look = await dress(message, place, as, nameOf);
      try {
        const result = await send(look);
        if (as === 'classic') isPlanTaken = false;
        return result;
      } catch (error) {
        if (look.blocks.length === 0 || !refusesBlocks(refusalCode(error))) throw error;
        log.warn({ marker: message.marker, as, code: refusalCode(error) }, 'Slack does not take these blocks');
      }
    }
    return send(asText(message, nameOf));
  };
}
