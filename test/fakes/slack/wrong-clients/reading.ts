import { at, objectsIn, textAt } from '../json.ts';
import { ask, posted, refusal } from './raw-client.ts';
import type { Attempt } from './room.ts';

const metadata = { event_type: 'pipehand', event_payload: { marker: 'm1' } };

/** Asks for the history of `C1`, and answers what was wrong with that. */
function history(more: Readonly<Record<string, unknown>>): Attempt {
  return ({ slack }) => refusal(slack, 'conversations.history', { channel: 'C1', ...more });
}

/** Uploads four bytes up to where `complete` would share them. */
async function uploaded(slack: Parameters<Attempt>[0]['slack'], bytes: string): Promise<{ id: string; got: string }> {
  slack.team().scopes.add('files:write');
  const { answer } = await ask(slack, 'files.getUploadURLExternal', { filename: 'log.txt', length: 4 });
  const response = await fetch(textAt(answer, 'upload_url') ?? '', { method: 'POST', body: bytes });
  return { id: textAt(answer, 'file_id') ?? '', got: `${response.status} ${await response.text()}` };
}

/** Reading conversations and people, and sharing files. */
export const reading = {
  'only members read a channel': async ({ slack }) => {
    slack.channel('C1').hasApp = false;
    return refusal(slack, 'conversations.history', { channel: 'C1' });
  },
  'a moment is a number': history({ oldest: 'yesterday' }),
  'a cursor was given out': history({ cursor: 'abc' }),
  'payloads of metadata are shown on demand': async ({ slack }) => {
    await posted(slack, 'C1', { metadata });
    const { answer } = await ask(slack, 'conversations.history', { channel: 'C1' });
    const whole = await ask(slack, 'conversations.history', { channel: 'C1', include_all_metadata: true });
    const [found] = objectsIn(whole.answer.messages);
    if (textAt(found, 'metadata', 'event_payload', 'marker') !== 'm1') return 'never shown';
    return Object.values(at(objectsIn(answer.messages)[0], 'metadata') ?? {}).join();
  },
  'answers in threads are not in the history': async ({ slack }) => {
    await posted(slack, 'C1', { thread_ts: await posted(slack, 'C1') });
    const { answer } = await ask(slack, 'conversations.history', { channel: 'C1' });
    return String(objectsIn(answer.messages).length);
  },
  'a thread to read is there': ({ slack }) =>
    refusal(slack, 'conversations.replies', { channel: 'C1', ts: '1.000001' }),
  'a message to link to is there': ({ slack }) =>
    refusal(slack, 'chat.getPermalink', { channel: 'C1', message_ts: '1.000001' }),
  'a person exists': ({ slack }) => refusal(slack, 'users.info', { user: 'U9' }),
  'a direct conversation is with somebody': ({ slack }) => {
    slack.team().scopes.add('im:write');
    return refusal(slack, 'conversations.open', {});
  },
  'a direct conversation is with somebody who exists': ({ slack }) => {
    slack.team().scopes.add('im:write');
    return refusal(slack, 'conversations.open', { users: 'U9' });
  },

  'a file has bytes': ({ slack }) => {
    slack.team().scopes.add('files:write');
    return refusal(slack, 'files.getUploadURLExternal', { filename: 'log.txt', length: 0 });
  },
  'a file is as long as announced': async ({ slack }) => (await uploaded(slack, 'short of it')).got,
  'a file was uploaded': async ({ slack }) => {
    const { id } = await uploaded(slack, 'short of it');
    return refusal(slack, 'files.completeUploadExternal', { files: [{ id }], channel_id: 'C1' });
  },
  'a file is shared once': async ({ slack }) => {
    const { id } = await uploaded(slack, 'four');
    const args = { files: [{ id }], channel_id: 'C1' };
    if ((await refusal(slack, 'files.completeUploadExternal', args)) !== 'ok') return 'refused at once';
    return refusal(slack, 'files.completeUploadExternal', args);
  },
  'a file is shared where the app is': async ({ slack }) => {
    slack.team().scopes.add('chat:write.public');
    slack.channel('C1').hasApp = false;
    const { id } = await uploaded(slack, 'four');
    return refusal(slack, 'files.completeUploadExternal', { files: [{ id }], channel_id: 'C1' });
  },
} satisfies Record<string, Attempt>;
