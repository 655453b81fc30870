import { ask, posted, refusal } from './raw-client.ts';
import type { Attempt } from './room.ts';

const section = (text: string) => ({ type: 'section', text: { type: 'plain_text', text } });

/** Posts something into `C1`, and answers what was wrong with it. */
function post(more: Readonly<Record<string, unknown>>): Attempt {
  return ({ slack }) => refusal(slack, 'chat.postMessage', { channel: 'C1', ...more });
}

/** Posting messages. */
export const posting = {
  'a channel exists': post({ channel: 'C9', text: 'hello' }),
  'a private channel shows itself to its members': ({ slack }) => {
    slack.team().scopes.add('chat:write.public');
    slack.addChannel('C2', { kind: 'private', hasApp: false });
    return refusal(slack, 'chat.postMessage', { channel: 'C2', text: 'hello' });
  },
  'a channel has invited the app': ({ slack }) => {
    slack.channel('C1').hasApp = false;
    return refusal(slack, 'chat.postMessage', { channel: 'C1', text: 'hello' });
  },
  'a channel is not archived': ({ slack }) => {
    slack.channel('C1').isArchived = true;
    return refusal(slack, 'chat.postMessage', { channel: 'C1', text: 'hello' });
  },
  'a message says something': post({ blocks: '[]' }),
  'text ends at 40,000 characters': async ({ slack }) => {
    await posted(slack, 'C1', { text: 'x'.repeat(40_001) });
    return String(slack.messagesIn('C1')[0]?.text.length);
  },
  'blocks are a list': post({ text: 'hello', blocks: { type: 'divider' } }),
  'a message has 50 blocks at most': post({ blocks: Array.from({ length: 51 }, () => section('x')) }),
  'blocks keep to their rules': async ({ slack }) => {
    const { answer } = await ask(slack, 'chat.postMessage', { channel: 'C1', blocks: [{ type: 'nonsense' }] });
    return Array.isArray(answer.errors) && answer.errors.length > 0 ? String(answer.error) : 'no word of why';
  },
  'blocks are not too long together': post({ blocks: Array.from({ length: 6 }, () => section('x'.repeat(1_900))) }),
  'a message has 100 attachments at most': post({
    text: 'hello',
    attachments: Array.from({ length: 101 }, () => ({})),
  }),
  'metadata can be parsed': post({ text: 'hello', metadata: '{' }),
  'metadata has a type and is flat': post({
    text: 'hello',
    metadata: { event_type: 'pipehand', event_payload: { run: { id: '7Q3K' } } },
  }),
  'metadata is small': post({
    text: 'hello',
    metadata: { event_type: 'pipehand', event_payload: { log: 'x'.repeat(8_000) } },
  }),
  'a thread has the id of a message': post({ text: 'hello', thread_ts: '' }),
  'a thread begins with a message that is there': post({ text: 'hello', thread_ts: '1.000001' }),
  'a thread does not begin with an answer': async ({ slack }) => {
    const answer = await posted(slack, 'C1', { thread_ts: await posted(slack, 'C1') });
    return refusal(slack, 'chat.postMessage', { channel: 'C1', text: 'hello', thread_ts: answer });
  },
  'the person is in the channel': ({ slack }) => {
    slack.asUser('U1');
    slack.channel('C1').members = new Set(['U2']);
    return refusal(slack, 'chat.postEphemeral', { channel: 'C1', user: 'U1', text: 'hello' });
  },
} satisfies Record<string, Attempt>;
