import { ask, refusal } from './raw-client.ts';
import type { Attempt, Room } from './room.ts';

function pathOf({ chat }: Room, rest: string): string {
  return `v3/conversations/${encodeURIComponent(chat.id)}/${rest}`;
}

/** Reading who is where. */
export const reading = {
  'a member is in the conversation': async (room) => {
    const { teams, ada, chat } = room;
    const right = await refusal(teams, pathOf(room, `members/${encodeURIComponent(ada.mri)}`));
    if (right !== '200') return right;
    chat.members = new Set();
    return refusal(teams, pathOf(room, `members/${ada.id}`));
  },
  'members are listed where the app is': async (room) => {
    room.chat.hasApp = false;
    return refusal(room.teams, pathOf(room, 'pagedmembers'));
  },
  'a page has 500 members at most': async (room) => {
    const right = await refusal(room.teams, pathOf(room, 'pagedmembers?pageSize=500'));
    return right === '200' ? refusal(room.teams, pathOf(room, 'pagedmembers?pageSize=501')) : right;
  },
  'a page follows one that was given out': async (room) => {
    const { teams } = room;
    teams.asUser('bob');
    const { answer } = await ask(teams, pathOf(room, 'pagedmembers?pageSize=1'));
    const token = encodeURIComponent(String(answer.continuationToken));
    const next = await ask(teams, pathOf(room, `pagedmembers?pageSize=1&continuationToken=${token}`));
    const isLast = next.answer.continuationToken === undefined && JSON.stringify(next.answer).includes('Bob');
    return isLast ? refusal(teams, pathOf(room, 'pagedmembers?continuationToken=abc')) : 'there is no second page';
  },
  'a team is there': async ({ teams, channel }) => {
    const id = encodeURIComponent(channel.team?.id ?? '');
    const { answer } = await ask(teams, `v3/teams/${id}/conversations`);
    if (!JSON.stringify(answer).includes('ml-ops')) return 'the channels of the team are not listed';
    return refusal(teams, `v3/teams/${encodeURIComponent(channel.id)}`);
  },
  'a team is told where the app is': async ({ teams, channel, ada }) => {
    const id = encodeURIComponent(channel.team?.id ?? '');
    const right = await refusal(teams, `v3/teams/${id}`);
    if (right !== '200') return right;
    await ada.uninstall('ml-ops');
    return refusal(teams, `v3/teams/${id}`);
  },
} satisfies Record<string, Attempt>;
