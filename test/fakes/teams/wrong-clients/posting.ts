import type { JsonObject } from '../../slack/json.ts';
import { faultOf, hello, pathOf, refusal } from './raw-client.ts';
import type { Attempt } from './room.ts';

/** Posts a message that is right but for this. */
function post(more: JsonObject): Attempt {
  return ({ teams, chat }) => faultOf(teams, chat, { ...hello, ...more });
}

/** A message with a card that keeps to its rules. */
export function cardMessage(more: JsonObject = {}): JsonObject {
  const content = {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'Run 7Q3K' }] }],
    ...more,
  };
  const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
  return { type: 'message', summary: 'Run 7Q3K', attachments };
}

function mentionOf(id: string, text = '<at>Ada</at>'): JsonObject {
  return { type: 'mention', text, mentioned: { id, name: 'Ada' } };
}

/** What messages may be. */
export const posting = {
  'a message has 100 KB at most': async ({ teams, chat }) => {
    const { length } = JSON.stringify({ ...hello, text: '' });
    const long = 'x'.repeat(51_200 - length);
    if ((await refusal(teams, pathOf(chat.id), { ...hello, text: long })) !== '201') return 'refused too early';
    return refusal(teams, pathOf(chat.id), { ...hello, text: `${long}x` });
  },
  'a message is a message': post({ type: 'event' }),
  'fields are known': post({ colour: 'red' }),
  'fields are of their kind': post({ summary: 5 }),
  'the channel is Teams': post({ channelId: 'webchat' }),
  'the service is the one that is called': post({ serviceUrl: 'https://smba.trafficmanager.net/emea/' }),
  'the conversation is the one in the path': post({ conversation: { id: '19:other@thread.v2' } }),
  'the bot speaks for itself': async ({ teams, chat, ada }) => {
    const right = await faultOf(teams, chat, { ...hello, from: { id: teams.botId } });
    return right === '201' ? faultOf(teams, chat, { ...hello, from: { id: ada.mri } }) : right;
  },
  'a message says something': post({ text: ' ' }),
  'text is not markdown': post({ textFormat: 'markdown' }),
  'a card stands alone': ({ teams, chat }) => faultOf(teams, chat, { ...cardMessage(), text: 'hello' }),
  'cards keep to their rules': async ({ teams, chat }) => {
    const right = await faultOf(teams, chat, cardMessage());
    return right === '201' ? faultOf(teams, chat, cardMessage({ version: '1.6' })) : right;
  },
  'a mention stands in the text': async ({ teams, chat, ada }) => {
    const right = { ...hello, text: 'Hello <at>Ada</at>', entities: [mentionOf(ada.mri)] };
    const got = await faultOf(teams, chat, right);
    return got === '201' ? faultOf(teams, chat, { ...right, text: 'Hello Ada' }) : got;
  },
  'a mention is of somebody who is there': ({ teams, chat }) => {
    chat.members = new Set();
    return faultOf(teams, chat, { ...hello, text: '<at>Ada</at>', entities: [mentionOf(teams.asUser('ada').mri)] });
  },
  'a name in the text is a mention': post({ text: 'Hello <at>Ada</at>' }),
  'entities are mentions': post({ entities: [{ type: 'clientInfo' }] }),
} satisfies Record<string, Attempt>;
