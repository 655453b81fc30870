import { type JsonObject, textAt } from '../json.ts';
import type { OpenView } from '../ledger.ts';
import type { Message } from '../messages.ts';
import type { Parts } from '../parts.ts';
import { Refused } from '../refused.ts';
import type { Delivery, Sending } from '../to-app/delivery.ts';
import { commandFields, eventCallback, pressPayload, saidEvent, submitPayload } from '../to-app/payloads.ts';
import type { PostOffice } from '../to-app/post-office.ts';
import { noteResponse } from '../web-api/response-urls.ts';
import { readErrors, readView } from '../web-api/view-rules.ts';
import { newView, showView } from '../web-api/views.ts';
import { type Channel, isIn, type Person } from '../world.ts';
import { findUsable } from './blocks.ts';
import { composed } from './composed.ts';
import { type FormValues, fillForm } from './fill-form.ts';

/** How something is said: in the thread of a message, and how it is sent. */
interface Saying extends Sending {
  /** The `ts` of the message at the root of the thread. */
  thread?: string;
}

/** A person at their Slack. What they do is sent to the app; each promise is kept once the app acknowledged or failed. */
export interface Actor {
  readonly id: string;
  readonly team: string;
  /** Types a command into a channel, never into a thread: Slack does not let them. */
  slash(channel: string, command: string, text?: string, sending?: Sending): Promise<Delivery>;
  /** Says something that begins with the app's name. Slack sends nothing where the app is not in the channel. */
  mention(channel: string, text: string, saying?: Saying): Promise<Delivery>;
  /** Says something to the app alone. */
  directMessage(text: string, saying?: Saying): Promise<Delivery>;
  /** Says something that is not for the app. */
  say(channel: string, text: string, thread?: string): Message;
  /** Presses a button, or chooses an option of a menu, by its words; an older look of the message has its old buttons. */
  press(message: Message, words: string, sending?: Sending): Promise<Delivery>;
  /** The forms before them, newest last. */
  forms(): readonly OpenView[];
  /** Fills in and sends a form: label → what is typed or chosen. What the app answers is shown in `view`. */
  submitForm(view: OpenView, values: FormValues, sending?: Sending): Promise<Delivery>;
}

export function createActor(parts: Parts, post: PostOffice, person: Person): Actor {
  const { world, handles, messages, ledger, origin } = parts;
  const team = world.team(person.team);

  function channelOf(id: string): Channel {
    const channel = world.channel(person.team, id);
    if (!channel || !isIn(channel, person.id)) throw new Error(`${person.id} is in no channel ${id}`);
    return channel;
  }

  function needScope(scope: string): void {
    if (!team.scopes.has(scope)) throw new Error(`without the scope ${scope} Slack sends the app nothing of this`);
  }

  function say(channel: Channel, text: string, threadTs: string | undefined): Message {
    if (threadTs !== undefined && !messages.find(person.team, channel.id, threadTs))
      throw new Error(`there is no message ${threadTs} in ${channel.id}`);
    const where = { team: person.team, channel: channel.id, ...(threadTs !== undefined && { threadTs }) };
    return messages.post({ ...where, text, blocks: [], by: person.id, isOurs: false });
  }

  function handlesFor(message: Pick<Message, 'channel'> & Partial<Message>): { triggerId: string; path: string } {
    const { channel, threadTs, ts: original } = message;
    const to = { team: person.team, channel, user: person.id, original, ...(threadTs !== undefined && { threadTs }) };
    return { triggerId: handles.newTrigger(person.team, person.id), path: handles.newResponsePath(to) };
  }

  /** What a command is answered with at once is shown to the person, and does not count as a use of the response URL. */
  function showAnswer(path: string, { isAcknowledged, body, attempts }: Delivery): void {
    const answer = attempts[0]?.answer ?? { text: body };
    const url = handles.responseAt(path);
    if (!isAcknowledged || !url || ((textAt(answer, 'text') ?? '') === '' && answer.blocks === undefined)) return;
    tryToShow(parts, () => noteResponse(parts, url, answer, 0));
  }

  return {
    id: person.id,
    team: person.team,

    async slash(id, command, text = '', sending = {}) {
      needScope('commands');
      const channel = channelOf(id);
      const { triggerId, path } = handlesFor({ channel: id });
      const said = {
        command,
        text: composed(parts, person.team, text, 'with names'),
        triggerId,
        responseUrl: origin() + path,
      };
      const payload = commandFields(parts, person, channel, said);
      const delivery = await post.send({ kind: 'slash_commands', payload }, sending);
      showAnswer(path, delivery);
      return delivery;
    },

    async mention(id, text, { thread, ...sending } = {}) {
      needScope('app_mentions:read');
      const channel = channelOf(id);
      const message = say(channel, `<@${team.botUser}> ${composed(parts, person.team, text)}`, thread);
      const payload = eventCallback(parts, person.team, saidEvent(parts, 'app_mention', message));
      const outbound = { kind: 'events_api', payload } as const;
      return channel.hasApp ? post.send(outbound, sending) : post.unsent(outbound);
    },

    async directMessage(text, { thread, ...sending } = {}) {
      needScope('im:history');
      const message = say(world.directWith(person).channel, composed(parts, person.team, text), thread);
      const payload = eventCallback(parts, person.team, saidEvent(parts, 'message', message));
      return post.send({ kind: 'events_api', payload }, sending);
    },

    say: (channel, text, thread) => say(channelOf(channel), composed(parts, person.team, text), thread),

    async press(message, words, sending = {}) {
      channelOf(message.channel);
      if (message.onlyFor !== undefined && message.onlyFor !== person.id)
        throw new Error(`${person.id} does not see a message for ${message.onlyFor}`);
      const usable = findUsable(message.blocks, words);
      const { triggerId, path } = handlesFor(message);
      const payload = pressPayload(parts, person, message, { usable, triggerId, responseUrl: origin() + path });
      return post.send({ kind: 'interactive', payload }, sending);
    },

    forms: () => ledger.views.filter((view) => view.isOpen && view.user === person.id && view.team === person.team),

    async submitForm(view, values, sending = {}) {
      if (!view.isOpen || view.user !== person.id) throw new Error(`the form is not open before ${person.id}`);
      const trigger = handles.newTrigger(person.team, person.id);
      const payload = submitPayload(parts, person, view, fillForm(view.view, values), trigger);
      const delivery = await post.send({ kind: 'interactive', payload }, sending);
      if (delivery.isAcknowledged) followUp(parts, view, delivery.attempts[0]?.answer ?? {});
      return delivery;
    },
  };
}

/** What the app wants to happen to a form that was sent: by default it closes. */
function followUp(parts: Parts, view: OpenView, answer: JsonObject): void {
  const { response_action: action, errors, view: next } = answer;
  tryToShow(parts, () => {
    if (action === 'errors') {
      view.errors = readErrors(view.view, errors);
      return;
    }
    if (action === 'update') return showView(view, readView(next));
    if (action !== 'push') {
      view.isOpen = false;
      return;
    }
    parts.ledger.views.push(newView(view.team, view.user, readView(next)));
  });
}

/** The person is shown an error of Slack's own where it cannot show what the app wants. */
function tryToShow({ ledger }: Parts, show: () => void): void {
  try {
    show();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    ledger.unshown.push(JSON.stringify(error.answer));
  }
}
