import type { Asking } from './raw-client.ts';
import { ask, hello, pathOf, posted, refusal } from './raw-client.ts';
import type { Attempt, Room } from './room.ts';

/** Posts a message, lets `meanwhile` happen, and edits or deletes it. */
function change(how: 'PUT' | 'DELETE', meanwhile: (room: Room, id: string) => unknown = () => {}): Attempt {
  return async (room) => {
    const { teams, chat } = room;
    const id = await posted(teams, chat);
    if ((await refusal(teams, pathOf(chat.id, id), { ...hello, text: 'again' }, { method: 'PUT' })) !== '200')
      return 'an edit is refused';
    await meanwhile(room, id);
    return refusal(teams, pathOf(chat.id, id), ...body(how));
  };
}

function body(method: 'PUT' | 'DELETE'): [unknown, Asking] {
  return [method === 'PUT' ? hello : undefined, { method }];
}

/** Changes what Ada said. */
function changeOfOthers(how: 'PUT' | 'DELETE'): Attempt {
  return async ({ teams, chat, ada }) => {
    const { message } = await ada.say('hello', { in: 'review', isForOthers: true });
    return refusal(teams, pathOf(chat.id, message?.id ?? ''), ...body(how));
  };
}

function removeAll({ teams }: Room): void {
  for (const message of teams.messagesIn('review')) teams.remove(message);
}

/** Editing and deleting messages. */
export const changing = {
  'a message to edit is there': ({ teams, chat }) => refusal(teams, pathOf(chat.id, '1'), hello, { method: 'PUT' }),
  'a deleted message is not edited': change('PUT', removeAll),
  'a deleted message is not deleted again': change('DELETE', async ({ teams, chat }, id) => {
    if ((await refusal(teams, pathOf(chat.id, id), undefined, { method: 'DELETE' })) !== '200')
      throw new Error('a deletion is refused');
  }),
  'a message of others is not edited': changeOfOthers('PUT'),
  'a message of others is not deleted': changeOfOthers('DELETE'),
  'a message is edited where it is': async ({ teams, channel }) => {
    const id = await posted(teams, channel);
    const other = await posted(teams, channel);
    const right = await refusal(teams, pathOf(`${channel.id};messageid=${id}`, id), hello, { method: 'PUT' });
    if (right !== '200') return right;
    return refusal(teams, pathOf(`${channel.id};messageid=${other}`, id), hello, { method: 'PUT' });
  },
  'an edit is of the message in the path': async ({ teams, chat }) => {
    const id = await posted(teams, chat);
    return refusal(teams, pathOf(chat.id, id), { ...hello, id: `${id}0` }, { method: 'PUT' });
  },
  'an edit keeps to the rules of messages': async ({ teams, chat }) => {
    const id = await posted(teams, chat);
    const { status, answer } = await ask(teams, pathOf(chat.id, id), { ...hello, text: '' }, { method: 'PUT' });
    const { error } = answer;
    return `${status} ${typeof error === 'object' && error !== null ? String(Reflect.get(error, 'message')) : ''}`;
  },
  'nothing changes where the app is gone': change('PUT', ({ chat }) => {
    chat.hasApp = false;
  }),
} satisfies Record<string, Attempt>;
