import { hello, posted, refusal } from './raw-client.ts';
import type { Attempt, Room } from './room.ts';

/** Begins a chat with Ada, with something different in it. */
function begin({ teams, ada }: Room, more: Readonly<Record<string, unknown>>): Promise<string> {
  const right = { isGroup: false, members: [{ id: ada.mri }], tenantId: teams.tenant, activity: hello };
  return refusal(teams, 'v3/conversations', { ...right, ...more });
}

/** Beginning conversations. */
export const beginning = {
  'a bot begins no group chats': (room) => begin(room, { isGroup: true }),
  'a chat is begun with one person': (room) => {
    const bob = room.teams.asUser('bob');
    return begin(room, { members: [{ id: room.ada.mri }, { id: bob.mri }] });
  },
  'a chat is begun in the tenant': async (room) => {
    if ((await begin(room, {})) !== '201') return 'the right tenant is refused';
    return begin(room, { tenantId: undefined });
  },
  'a chat is begun with somebody of the tenant': (room) => begin(room, { members: [{ id: 'ada@example.com' }] }),
  'a chat is begun with somebody who has the app': async (room) => {
    for (const where of ['ml-ops', 'review']) await room.ada.uninstall(where);
    return begin(room, {});
  },
  'a thread begins with an activity': async (room) => {
    const channelData = { channel: { id: room.channel.id } };
    const thread = { isGroup: true, members: undefined, channelData };
    if ((await begin(room, thread)) !== '201') return 'a thread is refused';
    return begin(room, { ...thread, activity: undefined });
  },
  'a thread is begun in a channel, not in a thread': async (room) => {
    const root = await posted(room.teams, room.channel);
    const channelData = { channel: { id: `${room.channel.id};messageid=${root}` } };
    return begin(room, { isGroup: true, members: undefined, channelData });
  },
  'a thread is begun in a channel, not in a chat': async (room) => {
    const chats = [room.teams.conversation('review').id, room.teams.conversation('ada').id];
    const answers = chats.map((id) =>
      begin(room, { isGroup: true, members: undefined, channelData: { channel: { id } } }),
    );
    return [...new Set(await Promise.all(answers))].join();
  },
  'a conversation begins with what is known': (room) => begin(room, { colour: 'red' }),
} satisfies Record<string, Attempt>;
