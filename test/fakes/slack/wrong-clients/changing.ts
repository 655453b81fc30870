import { ask, posted, refusal } from './raw-client.ts';
import type { Attempt } from './room.ts';

/** Posts a message, lets `meanwhile` happen, and edits it. */
function edit(
  more: Readonly<Record<string, unknown>>,
  meanwhile: (slack: Parameters<Attempt>[0]['slack'], ts: string) => void = () => {},
): Attempt {
  return async ({ slack }) => {
    const ts = await posted(slack, 'C1');
    meanwhile(slack, ts);
    return refusal(slack, 'chat.update', { channel: 'C1', ts, text: 'again', ...more });
  };
}

/** Editing and deleting messages. */
export const changing = {
  'a message to edit is there': edit({ ts: '1.000001' }),
  'a deleted message is not edited': edit({}, (slack) => {
    for (const message of slack.messagesIn('C1')) slack.remove(message);
  }),
  'a message for one person is not edited': async ({ slack }) => {
    slack.asUser('U1');
    const { answer } = await ask(slack, 'chat.postEphemeral', { channel: 'C1', user: 'U1', text: 'hello' });
    return refusal(slack, 'chat.update', { channel: 'C1', ts: answer.message_ts, text: 'again' });
  },
  'a message of others is not edited': ({ slack }) => {
    const { ts } = slack.asUser('U1').say('C1', 'hello');
    return refusal(slack, 'chat.update', { channel: 'C1', ts, text: 'again' });
  },
  'a message of others is not deleted': ({ slack }) => {
    const { ts } = slack.asUser('U1').say('C1', 'hello');
    return refusal(slack, 'chat.delete', { channel: 'C1', ts });
  },
  'an edit has 4,000 characters at most': edit({ text: 'x'.repeat(4_001) }),
  'an edit says something': edit({ text: '' }),
  'nothing changes in an archived channel': edit({}, (slack) => {
    slack.channel('C1').isArchived = true;
  }),
  'an edit names a conversation, not a person': async ({ slack }) => {
    slack.asUser('U1');
    const ts = await posted(slack, 'U1');
    return refusal(slack, 'chat.update', { channel: 'U1', ts, text: 'again' });
  },
} satisfies Record<string, Attempt>;
