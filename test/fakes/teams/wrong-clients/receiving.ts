import { expect } from 'vitest';
import { isObject, type JsonObject, parsed } from '../../slack/json.ts';
import { type AppAnswer, anApp } from '../../slack/wrong-clients/an-app.ts';
import type { Message } from '../messages.ts';
import { cardMessage } from './posting.ts';
import { ask, pathOf } from './raw-client.ts';
import type { Attempt, Room } from './room.ts';

const data = { button: 'b1' };
const cancel = {
  type: 'Action.Execute',
  title: 'Cancel',
  verb: 'press',
  data,
  fallback: { type: 'Action.Submit', title: 'Cancel', data },
};
const open = { type: 'Action.Submit', title: 'Open form', data: { ...data, msteams: { type: 'task/fetch' } } };

/** A message of the bot with a button that does something, and one that opens a form. */
async function withButtons({ teams, chat }: Room): Promise<Message> {
  const { status } = await ask(teams, pathOf(chat.id), cardMessage({ actions: [cancel, open] }));
  const [message] = teams.messagesIn('review');
  if (status !== 201 || !message) throw new Error('not posted');
  return message;
}

function answering(body: unknown): () => AppAnswer {
  return () => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** What Teams could not show of the answer to a press. */
function pressedWith(body: unknown): Attempt {
  return async (room) => {
    const message = await withButtons(room);
    room.teams.sendTo((await anApp(answering(body))).url);
    await room.ada.press(message, 'Cancel');
    return room.teams.ledger.unshown.join();
  };
}

/** What Teams could not show instead of a form. */
function openedWith(body: unknown): Attempt {
  return async (room) => {
    const message = await withButtons(room);
    room.teams.sendTo((await anApp(answering(body))).url);
    await room.ada.openDialog(message, 'Open form');
    return room.teams.ledger.unshown.join();
  };
}

const right = {
  title: 'Run iris',
  card: {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [{ type: 'Input.Text', id: 'rate', label: 'Learning rate', isRequired: true, errorMessage: 'A number' }],
      actions: [{ type: 'Action.Submit', title: 'Run', data: { form: 'f1' } }],
    },
  },
};

/** What Teams could not show of a form that is right but for this. */
function formWith(change: (form: typeof right) => unknown): Attempt {
  return async (room) => {
    const message = await withButtons(room);
    let value: unknown = right;
    room.teams.sendTo((await anApp(() => answering({ task: { type: 'continue', value } })())).url);
    await room.ada.openDialog(message, 'Open form');
    if (room.ada.dialogs().length !== 1) return `the right form is refused: ${room.teams.ledger.unshown.join()}`;
    value = change(right);
    await room.ada.openDialog(message, 'Open form');
    return room.teams.ledger.unshown.join();
  };
}

/** A form whose card is right but for this. */
function cardWith(more: JsonObject): Attempt {
  return formWith((form) => ({ ...form, card: { ...form.card, content: { ...form.card.content, ...more } } }));
}

function inputWith(...inputs: readonly JsonObject[]): Attempt {
  const [input] = right.card.content.body;
  return cardWith({ body: inputs.map((more) => ({ ...input, ...more })) });
}

/** A bot that does not take rightly what it is sent. */
export const receiving = {
  'a press is answered in five seconds': async (room) => {
    const message = await withButtons(room);
    const app = await anApp(() => undefined);
    room.teams.sendTo(app.url);
    const delivery = room.ada.press(message, 'Cancel');
    for (const count of [1, 2, 3]) {
      await expect.poll(() => app.arrived.length).toBe(count);
      await room.clock.pass(5_000);
    }
    const { trouble } = await delivery;
    const ids = new Set(app.arrived.map(({ body }) => idOf(body)));
    return ids.size === 1 ? `${app.arrived.length} ${trouble}` : 'each time as if it were new';
  },
  'a message is taken in 15 seconds': async ({ teams, ada, clock }) => {
    const app = await anApp(() => undefined);
    teams.sendTo(app.url);
    const delivery = ada.say('help');
    for (const count of [1, 2]) {
      await expect.poll(() => app.arrived.length).toBe(count);
      await clock.pass(15_000);
    }
    const { attempts } = await delivery;
    await expect.poll(() => attempts.length).toBe(2);
    return `${attempts.length} ${attempts.at(-1)?.failure}`;
  },
  'what the bot refuses is not sent again': async ({ teams, ada, clock }) => {
    const app = await anApp(() => ({ status: 401 }));
    teams.sendTo(app.url);
    const { attempts, status } = await ada.say('help');
    // Another one has come and gone by the time a second try would have.
    await ada.say('again', { copies: 1 });
    await clock.pass(0);
    await ada.say('again', { copies: 1 });
    return `${attempts.length} ${status}`;
  },
  'a message that is not for the bot is not sent': async ({ teams, ada }) => {
    teams.sendTo((await anApp()).url);
    if ((await ada.say('run iris', { in: 'review' })).attempts.length !== 1) return 'a mention is not sent';
    return String((await ada.say('hello all', { in: 'review', isForOthers: true })).attempts.length);
  },
  'a bot that was removed hears nothing': async ({ teams, ada }) => {
    teams.sendTo((await anApp()).url);
    await ada.uninstall('review');
    return String((await ada.say('run iris', { in: 'review' })).attempts.length);
  },
  'a press is answered with words or a card': pressedWith({}),
  'the words that answer a press are a text': pressedWith({
    statusCode: 200,
    type: 'application/vnd.microsoft.activity.message',
    value: { text: 'It runs' },
  }),
  'a press is answered with nothing else': pressedWith({ statusCode: 200, type: 'text/html', value: '<p>It runs</p>' }),
  'a card that answers a press keeps to its rules': pressedWith({
    statusCode: 200,
    type: 'application/vnd.microsoft.card.adaptive',
    value: { type: 'AdaptiveCard', version: '1.6', body: [] },
  }),
  'a dialog is a task': openedWith({ ok: true }),
  'a dialog goes on or ends': openedWith({ task: { type: 'cancel' } }),
  'a dialog ends with words': openedWith({ task: { type: 'message', value: '' } }),
  'a dialog holds a card': formWith((form) => ({ title: form.title, url: 'https://pipehand.example.com/form' })),
  'a dialog has a title': formWith((form) => ({ ...form, title: 'x'.repeat(65) })),
  'a dialog has a size': formWith((form) => ({ ...form, height: 'huge' })),
  'a dialog can be sent': cardWith({ actions: [] }),
  'the text of a dialog is literal': cardWith({ body: [{ type: 'TextBlock', text: '[click](https://evil.example)' }] }),
  'a dialog is what Microsoft reads': cardWith({ body: [{ type: 'Marquee' }] }),
  'an input has a label': inputWith({ label: '', isRequired: false }),
  'an input has an id': inputWith({ id: undefined, isRequired: false }),
  'a choice offers something': inputWith({ type: 'Input.ChoiceSet', choices: [] }),
  'an input that is required says so': inputWith({ errorMessage: undefined }),
  'inputs are told apart': inputWith({}, { label: 'Another' }),
} satisfies Record<string, Attempt>;

function idOf(body: string): unknown {
  const activity = parsed(body);
  return isObject(activity) ? activity.id : undefined;
}
