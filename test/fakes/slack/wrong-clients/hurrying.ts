import { slackLimits } from '../web-api/rate-limits.ts';
import { refusal } from './raw-client.ts';
import { type Attempt, aRoom } from './room.ts';

/** Makes `count` calls, each allowed, and answers what one more gets. */
function onceMore(count: number, method: string, args: (index: number) => Readonly<Record<string, unknown>>): Attempt {
  return async () => {
    const { slack } = await aRoom({ limits: slackLimits });
    slack.asUser('U1');
    const calls = Array.from({ length: count }, (_, index) => args(index));
    for (const { channel } of calls) if (typeof channel === 'string') slack.addChannel(channel);
    const got = new Set(await Promise.all(calls.map((call) => refusal(slack, method, call))));
    if (got.size > 1 || !got.has('ok')) return [...got].join(', ');
    if (slack.ledger.tooMany.length > 0) return 'noted too early';
    const last = await refusal(slack, method, args(count));
    return slack.ledger.tooMany.length === 1 ? last : 'not noted';
  };
}

/** Calls that come too early. */
export const hurrying = {
  'a channel gets one message a second': onceMore(1, 'chat.postMessage', () => ({ channel: 'C1', text: 'hello' })),
  'a workspace gets 300 messages a minute': onceMore(300, 'chat.postMessage', (index) => ({
    channel: `C${index}`,
    text: 'hello',
  })),
  'tier 3 is 50 calls a minute': onceMore(50, 'conversations.info', () => ({ channel: 'C1' })),
  'tier 4 is 100 calls a minute': onceMore(100, 'users.info', () => ({ user: 'U1' })),
} satisfies Record<string, Attempt>;
