import { expect, test } from 'vitest';
import type { ChannelRef } from '../../../src/chat/platform.ts';
import { linksIn } from '../../fakes/teams/visible-text.ts';
import { aTeamsRoom } from './a-teams-room.ts';

test('a post of a channel has an address, and a card that leads there may link to it, but to no other host', async () => {
  const { teams, room } = await aTeamsRoom();
  await teams.asUser('ada', { name: 'Ada' }).say('help', { in: 'ml' });
  const ml: ChannelRef = { platform: 'teams', tenant: teams.tenant, id: teams.conversation('ml').id };
  const root = await room.platform.post(ml, { marker: 'root', card: { title: 'root', elements: [] } });
  const leadsTo = await room.platform.linkTo?.(ml, root);
  const place = `${encodeURIComponent(ml.id)}/${root}?tenantId=${ml.tenant}&parentMessageId=${root}`;
  expect(leadsTo).toBe(`https://teams.microsoft.com/l/message/${place}`);
  const elements = [leadsTo ?? '', 'https://teams.example.com/l/message/1/2'].map(
    (url) => ({ type: 'link', label: 'Open its message', url }) as const,
  );
  const message = { marker: 'answer', card: { title: 'answer', elements } };
  await room.platform.post({ ...ml, thread: root }, { ...message, ...(leadsTo && { leadsTo }) });
  await room.platform.post({ ...ml, thread: root }, message);
  expect(teams.messagesIn('ml').map(linksIn)).toEqual([[], [leadsTo], []]);
});
