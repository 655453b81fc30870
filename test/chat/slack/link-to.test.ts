import { expect, test } from 'vitest';
import type { ChannelRef } from '../../../src/chat/platform.ts';
import type { Fault } from '../../fakes/slack/faults.ts';
import { linksIn, visibleText } from '../../fakes/slack/visible-text.ts';
import { aSlackRoom } from './a-slack-room.ts';

const channel: ChannelRef = { platform: 'slack', tenant: 'T1', id: 'C1' };

test('a message has an address, and a card that leads there may link to it, but to no other host', async () => {
  const { slack, room } = await aSlackRoom('http');
  const { platform } = room;
  const root = await platform.post(channel, { marker: 'root', card: { title: 'root', elements: [] } });
  const leadsTo = await platform.linkTo?.(channel, root);
  expect(leadsTo).toBe(`https://t1.slack.com/archives/C1/p${root.replace('.', '')}`);
  const elements = [leadsTo ?? '', 'https://t2.slack.com/archives/C1/p1'].map(
    (url) => ({ type: 'link', label: 'Open its message', url }) as const,
  );
  const message = { marker: 'answer', card: { title: 'answer', elements } };
  await platform.post({ ...channel, thread: root }, { ...message, ...(leadsTo && { leadsTo }) });
  await platform.post({ ...channel, thread: root }, message);
  const [, answer, untold] = slack.messagesIn('C1');
  if (!answer || !untold) throw new Error('nothing was posted');
  expect([linksIn(answer), linksIn(untold)]).toEqual([[leadsTo], []]);
  expect(visibleText(answer)).toContain('https://t2.slack.com');
});

test.each<[what: string, fault: Fault | undefined, kind: string]>([
  ['is not there', undefined, 'message-gone'],
  ['is asked for in vain', { kind: 'status', status: 500 }, 'passing'],
  ['is asked for and not answered', { kind: 'drop' }, 'passing'],
  ['is asked for too often', { kind: 'limited', retryAfter: 20 }, 'limited'],
])('the address of a message that %s is refused in the words of delivery', async (_, fault, kind) => {
  const { slack, room } = await aSlackRoom('http');
  if (fault) slack.fail('chat.getPermalink', fault);
  const refusal = await room.platform.linkTo?.(channel, '1.000001').catch((error) => error.trouble);
  expect(refusal).toMatchObject({ kind });
});
