import { isObject, textAt } from '../../slack/json.ts';
import type { Dialog } from '../ledger.ts';
import { cardOf, type Message } from '../messages.ts';
import type { Parts } from '../parts.ts';
import { activityBy, invokeActivity, type Spot, saidActivity, withChannelData } from '../to-bot/activities.ts';
import type { Delivery, Sending } from '../to-bot/delivery.ts';
import type { PostOffice } from '../to-bot/post-office.ts';
import { type Conversation, isIn, type Person } from '../world.ts';
import { showPress, showTask } from './answers.ts';
import { actionsOf, buttonOf, opensDialog } from './buttons.ts';
import { composed } from './composed.ts';
import { type FormValues, fillForm } from './fill-form.ts';
import { createOwner, type Owner } from './owner.ts';

/** Where and how something is said. */
interface Saying extends Sending {
  /** A conversation by its name or id; by itself the chat with the bot alone. */
  in?: string;
  /** A message in the thread that is meant. */
  thread?: Message;
  /** Without the bot's name: in a channel or a group chat it is then not sent to the bot. */
  isForOthers?: boolean;
}

/** How a button is pressed: an old client sends a message instead of an invoke. */
interface Pressing extends Sending {
  client?: 'current' | 'old';
}

/** A person at their Teams. What they do is sent to the bot; each promise is kept once it was taken, or Teams gave up. */
export interface Actor extends Owner {
  /** The object id in Entra, and how the Connector calls them. */
  readonly id: string;
  readonly mri: string;
  readonly name: string;
  /** Says something; in a channel or a group chat with the bot's name first, unless `@Pipehand` stands elsewhere in it. */
  say(text: string, saying?: Saying): Promise<Delivery>;
  /** Presses a button by its words; an older look of the message has its old buttons. */
  press(message: Message, label: string, pressing?: Pressing): Promise<Delivery>;
  /** Asks for the form behind a button. */
  openDialog(message: Message, label: string, sending?: Sending): Promise<Delivery>;
  /** The forms before them, newest last. */
  dialogs(): readonly Dialog[];
  /** Fills in and sends a form: label → what is typed or chosen. A form that is answered with another one is replaced. */
  submitDialog(dialog: Dialog, values: FormValues, sending?: Sending): Promise<Delivery>;
  /** Changes what they said. */
  edit(message: Message, text: string, sending?: Sending): Promise<Delivery>;
  /** Deletes what they said. */
  unsay(message: Message): Promise<Delivery>;
  /** Adds a reaction such as `like` to a message of the bot. */
  react(message: Message, reaction: string): Promise<Delivery>;
}

export function createActor(parts: Parts, post: PostOffice, person: Person): Actor {
  const { world, messages, registration, ledger } = parts;

  function conversationOf(name: string | undefined): Conversation {
    const found = name === undefined ? world.personal(person) : world.conversation(name);
    if (!found || !isIn(found, person.id)) throw new Error(`${person.handle} is in no conversation ${name}`);
    return found;
  }

  function spotOf({ conversation, thread }: Pick<Message, 'conversation' | 'thread'>): Spot {
    return { conversation: conversationOf(conversation), ...(thread !== undefined && { thread }) };
  }

  function own(message: Message): void {
    if (message.by !== person.id) throw new Error(`${person.handle} changes their own messages only`);
  }

  /** What happened, sent to the bot where it is there to see it. */
  function tell(activity: Delivery['activity'], message: Message, sending: Sending = {}): Promise<Delivery> {
    const there = world.conversation(message.conversation);
    return there?.hasApp ? post.send(activity, message, sending) : Promise.resolve(post.unsent(activity, message));
  }

  function invoke(message: Message, name: string, value: Delivery['activity'], sending: Sending): Promise<Delivery> {
    return tell(invokeActivity(parts, person, { message, name, value }, spotOf(message)), message, sending);
  }

  async function openDialog(message: Message, label: string, sending: Sending = {}): Promise<Delivery> {
    const action = buttonOf(cardOf(message), label);
    if (!opensDialog(action)) throw new Error(`“${label}” opens no form`);
    const value = { data: action.data, context: { theme: 'default' } };
    const delivery = await invoke(message, 'task/fetch', value, sending);
    showTask(parts, person, message, delivery);
    return delivery;
  }

  return {
    id: person.id,
    mri: person.mri,
    name: person.name,
    ...createOwner(parts, post, person),

    async say(text, { in: where, thread, isForOthers = false, ...sending } = {}) {
      const conversation = conversationOf(where ?? thread?.conversation);
      const isAlone = conversation.kind === 'personal';
      const said = composed(parts, text, isAlone || isForOthers ? 'as it is' : 'with the bot');
      const isRoot = conversation.kind === 'channel' && thread === undefined;
      const at = thread?.thread;
      const activity = { type: 'message', text: said.text };
      const message = messages.post(
        {
          conversation: conversation.id,
          by: person.id,
          isOurs: false,
          activity,
          ...(at !== undefined && { thread: at }),
        },
        isRoot,
      );
      const spot = spotOf(message);
      const sent = saidActivity(parts, person, { spot, message, ...said });
      const isHeard = isAlone || said.mentioned.some(({ id }) => id === registration.botId);
      return isHeard ? tell(sent, message, sending) : post.unsent(sent, message);
    },

    async press(message, label, { client = 'current', ...sending } = {}) {
      const action = buttonOf(cardOf(message), label);
      if (opensDialog(action)) return openDialog(message, label, sending);
      const { type, title, verb, data } = action;
      if (type === 'Action.Execute' && client === 'current') {
        const value = { action: { type, title, verb, data }, trigger: 'manual' };
        const delivery = await invoke(message, 'adaptiveCard/action', value, sending);
        showPress(parts, person, message, delivery);
        return delivery;
      }
      const { text: _none, ...pressed } = {
        ...activityBy(parts, person, spotOf(message), 'message'),
        text: undefined,
        value: data,
        replyToId: message.id,
      };
      return tell(pressed, message, sending);
    },

    openDialog,

    dialogs: () => ledger.dialogs.filter((dialog) => dialog.isOpen && dialog.user === person.id),

    async submitDialog(dialog, values, sending = {}) {
      if (!dialog.isOpen || dialog.user !== person.id) throw new Error(`the form is not open before ${person.handle}`);
      const button = actionsOf(dialog.card).find(({ type }) => type === 'Action.Submit');
      const filled = fillForm(dialog.card, values);
      const data = { ...(isObject(button?.data) && button.data), ...filled };
      const value = { data, context: { theme: 'default' } };
      const delivery = await invoke(dialog.message, 'task/submit', value, sending);
      if (!delivery.isAcknowledged) return delivery;
      if (delivery.body !== '' && !showTask(parts, person, dialog.message, delivery)) return delivery;
      dialog.isOpen = false;
      const said = textAt(delivery.answer, 'task', 'value');
      if (said !== undefined) dialog.said = said;
      return delivery;
    },

    async edit(message, text, sending = {}) {
      own(message);
      const spot = spotOf(message);
      const said = composed(parts, text, spot.conversation.kind === 'personal' ? 'as it is' : 'with the bot');
      messages.edit(message, { type: 'message', text: said.text });
      const activity = { ...saidActivity(parts, person, { spot, message, ...said }), type: 'messageUpdate' };
      return tell(withChannelData(activity, { eventType: 'editMessage' }), message, sending);
    },

    async unsay(message) {
      own(message);
      message.isDeleted = true;
      const activity = { ...activityBy(parts, person, spotOf(message), 'messageDelete'), id: message.id };
      return tell(withChannelData(activity, { eventType: 'softDeleteMessage' }), message);
    },

    async react(message, reaction) {
      const activity = activityBy(parts, person, spotOf(message), 'messageReaction');
      return tell({ ...activity, reactionsAdded: [{ type: reaction }], replyToId: message.id }, message);
    },
  };
}
