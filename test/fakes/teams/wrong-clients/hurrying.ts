import { createRateLimits } from '../../slack/web-api/rate-limits.ts';
import { teamsLimits } from '../limits.ts';
import { hello, pathOf, posted, refusal } from './raw-client.ts';
import { type Attempt, aRoom, type Room } from './room.ts';

type Call = (room: Room, index: number) => Promise<string>;

/** Makes calls in groups with time between them, all allowed, and answers what one more gets. */
function onceMore(groups: readonly (readonly [count: number, thenMs: number])[], call: Call): Attempt {
  return async () => {
    const room = await aRoom({ limits: teamsLimits });
    let index = 0;
    for (const [count, thenMs] of groups) {
      for (let left = count; left > 0; left -= 1) {
        const got = await call(room, index);
        index += 1;
        if (!got.startsWith('20')) return `call ${index}: ${got}`;
      }
      await room.clock.pass(thenMs);
    }
    if (room.teams.ledger.tooMany.length > 0) return 'noted too early';
    const last = await call(room, index);
    return room.teams.ledger.tooMany.length === 1 ? last : 'not noted';
  };
}

/** Six at once, again and again, so that none of the shorter windows is full. */
function every(ms: number, times: number): readonly (readonly [count: number, thenMs: number])[] {
  return Array.from({ length: times }, (_, at) => [6, at === times - 1 ? 0 : ms]);
}

const send: Call = ({ teams, chat }) => refusal(teams, pathOf(chat.id), hello);

const members: Call = ({ teams, chat }) =>
  refusal(teams, `v3/conversations/${encodeURIComponent(chat.id)}/pagedmembers`);

/** So many at once every 12 seconds, which only the hour has not enough for; counted without making each call. */
function hourly(method: string, atOnce: number, times: number): Attempt {
  return async ({ clock }) => {
    const limits = createRateLimits(teamsLimits, clock);
    const call = { method, team: 'T', channel: 'C' };
    for (let round = 1; round <= times; round += 1) {
      for (let count = 0; count < atOnce; count += 1) if (limits.count(call) > 0) return `too early in round ${round}`;
      if (round < times) await clock.pass(12_000);
    }
    return `429 ${limits.count(call) / 1_000}`;
  };
}

/** Calls that come too early. */
export const hurrying = {
  'a conversation gets 7 messages in a second': onceMore([[7, 0]], send),
  'a conversation gets 8 messages in two seconds': onceMore(
    [
      [7, 1_000],
      [1, 0],
    ],
    send,
  ),
  'a conversation gets 60 messages in 30 seconds': onceMore(every(2_000, 10), send),
  'a conversation gets 1,800 messages in an hour': hourly('send', 6, 300),
  'an edit counts as a message': async () => {
    const room = await aRoom({ limits: teamsLimits });
    const { teams, chat } = room;
    const id = await posted(teams, chat);
    const edit = () => refusal(teams, pathOf(chat.id, id), hello, { method: 'PUT' });
    for (let count = 1; count <= 6; count += 1) if ((await edit()) !== '200') return `refused at edit ${count}`;
    return edit();
  },
  'a conversation begins 7 times in a second': onceMore([[7, 0]], ({ teams, channel }) => {
    const channelData = { channel: { id: channel.id } };
    return refusal(teams, 'v3/conversations', { isGroup: true, channelData, activity: hello });
  }),
  'members are asked for 14 times in a second': onceMore([[14, 0]], members),
  'members are asked for 16 times in two seconds': onceMore(
    [
      [12, 1_000],
      [4, 0],
    ],
    members,
  ),
  'members are asked for 120 times in 30 seconds': onceMore(
    Array.from({ length: 10 }, (_, at) => [12, at === 9 ? 0 : 2_000]),
    members,
  ),
  'members are asked for 3,600 times in an hour': hourly('members', 12, 300),
  'a tenant gets 50 calls in a second': onceMore([[50, 0]], ({ teams }, index) => {
    const { id } = index % 5 === 0 ? teams.addChat(`chat ${index}`) : teams.conversation(`chat ${index - (index % 5)}`);
    return refusal(teams, pathOf(id), hello);
  }),
} satisfies Record<string, Attempt>;
