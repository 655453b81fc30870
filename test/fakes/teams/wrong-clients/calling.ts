import { tokenOf } from '../a-botbuilder.ts';
import { ask, hello, pathOf, posted, refusal } from './raw-client.ts';
import type { Attempt } from './room.ts';

/** How the Connector is called, and where to. */
export const calling = {
  'a call has a token': ({ teams, chat }) => refusal(teams, pathOf(chat.id), hello, { token: undefined }),
  'a token was given out': ({ teams, chat }) => refusal(teams, pathOf(chat.id), hello, { token: 'eyJ0.eyJ0.abc' }),
  'a token lasts an hour': async ({ teams, chat, clock }) => {
    const token = await tokenOf(teams);
    await clock.pass(3_598_000);
    if ((await refusal(teams, pathOf(chat.id), hello, { token })) !== '201') return 'refused too early';
    await clock.pass(1_000);
    return refusal(teams, pathOf(chat.id), hello, { token });
  },
  'a call goes to the service address': ({ teams, chat }) => refusal(teams, `/amer/${pathOf(chat.id)}`, hello),
  'there is such an operation': ({ teams, chat }) =>
    refusal(teams, `v3/conversations/${encodeURIComponent(chat.id)}/attachments`, { name: 'log.txt' }),
  'a body is JSON': ({ teams, chat }) => refusal(teams, pathOf(chat.id), hello, { type: 'text/plain' }),
  'a body is an object': async ({ teams, chat }) => {
    const got = ['{"type":"message"', '[]', '"hello"', ''].map((body) =>
      refusal(teams, pathOf(chat.id), hello, { body }),
    );
    return [...new Set(await Promise.all(got))].join(' ');
  },

  'a conversation is there': ({ teams }) => refusal(teams, pathOf('19:nowhere@thread.v2'), hello),
  'a deleted conversation is gone': async ({ teams, channel, ada }) => {
    await ada.deletePlace('ml-ops');
    return refusal(teams, pathOf(channel.id), hello);
  },
  'the app is installed': async ({ teams, chat, ada }) => {
    await ada.uninstall('review');
    if ((await refusal(teams, pathOf(chat.id), hello)).startsWith('201')) return 'still there';
    await ada.install('review');
    if ((await refusal(teams, pathOf(chat.id), hello)) !== '201') return 'refused though it is there again';
    await ada.uninstall('review');
    return refusal(teams, pathOf(chat.id), hello);
  },
  'a person has not blocked the bot': ({ teams, chat }) => {
    chat.blocked = 'by-user';
    return refusal(teams, pathOf(chat.id), hello);
  },
  'an administrator has not disabled the bot': ({ teams, chat }) => {
    chat.blocked = 'by-admin';
    return refusal(teams, pathOf(chat.id), hello);
  },
  'a thread begins with a post that is there': ({ teams, channel }) =>
    refusal(teams, pathOf(`${channel.id};messageid=1`), hello),
  'a thread does not begin with an answer': async ({ teams, channel }) => {
    const root = await posted(teams, channel);
    const { answer, status } = await ask(teams, pathOf(`${channel.id};messageid=${root}`), hello);
    if (status !== 201) return 'not posted into the thread';
    return refusal(teams, pathOf(`${channel.id};messageid=${String(answer.id)}`), hello);
  },
  'a chat has no threads': async ({ teams, chat }) => {
    const id = await posted(teams, chat);
    return refusal(teams, pathOf(`${chat.id};messageid=${id}`), hello);
  },
  'an answer is to something that was there': async ({ teams, chat }) => {
    const id = await posted(teams, chat);
    if ((await refusal(teams, pathOf(chat.id, id), hello)) !== '201') return 'an answer is refused';
    return refusal(teams, pathOf(chat.id, '1'), hello);
  },
} satisfies Record<string, Attempt>;
