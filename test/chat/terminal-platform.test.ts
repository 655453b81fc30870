import { describe, expect, onTestFinished, test } from 'vitest';
import { type Outgoing, SendProblem } from '../../src/chat/platform.ts';
import type { FeedEvent } from '../../src/chat/terminal/desk.ts';
import { type Bell, createBell, feedEvents } from '../../src/chat/terminal/feed-events.ts';
import { forgetMessages, markSeen } from '../../src/chat/terminal/terminal-messages.ts';
import { createTerminalPlatform, terminalChannel } from '../../src/chat/terminal/terminal-platform.ts';
import {
  type TerminalSchema,
  type TerminalStore,
  terminalMigrations,
} from '../../src/chat/terminal/terminal-schema.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { hurriedClock, type StorePlace, storeKinds } from '../support/stores.ts';
import { aCard } from './a-terminal-room.ts';

const ada = terminalChannel('ada');

function aMessage(marker: string, words = marker, message: Partial<Outgoing> = {}): Outgoing {
  return { marker, card: aCard(words), ...message };
}

/** The platform on a store, and what feeds tell. */
async function openPlatform(place: StorePlace, clock = systemClock) {
  const store = await place.open<TerminalSchema>(terminalMigrations);
  const bell = createBell();
  const platform = createTerminalPlatform({ store, clock, posted: bell.ring });
  return { store, platform, listen: (channel = 'ada') => listen(store, channel, bell.onRing) };
}

/** Time that does not come to its end: who waits is woken, or waits for ever. */
const longClock: Clock = { ...systemClock, wait: (_ms, signal) => systemClock.wait(1_000_000_000, signal) };

/** Opens a feed; `next` answers the words of so many messages more, `missed` those of all until it has caught up. */
function listen(store: TerminalStore, channel: string, onPosted: Bell['onRing'], clock = longClock) {
  const left = new AbortController();
  onTestFinished(() => left.abort());
  const feed = feedEvents({ store, channel, onPosted, clock, signal: left.signal });
  const one = async (): Promise<FeedEvent> => {
    const { value } = await feed.next();
    if (!value) throw new Error('the feed has ended');
    return value;
  };
  return {
    async missed() {
      const words: string[] = [];
      for (let event = await one(); event.kind === 'message'; event = await one()) words.push(event.card.title);
      return words;
    },
    async next(count: number) {
      const words: string[] = [];
      while (words.length < count) {
        const event = await one();
        if (event.kind === 'message') words.push(event.card.title);
      }
      return words;
    },
    event: one,
    leave: () => left.abort(),
    hasEnded: async () => (await feed.next()).done === true,
  };
}

for (const { name, newPlace } of storeKinds()) {
  describe(`the terminal as a chat platform, on ${name}`, () => {
    test('a feed tells what nobody has shown in the order of its last change, and then what comes', async () => {
      const { store, platform, listen } = await openPlatform(await newPlace());
      const first = await platform.post(ada, aMessage('first', 'begun', { subject: 'run:1', isFinal: false }));
      const shown = await platform.post(ada, aMessage('shown'));
      await platform.post(ada, aMessage('second'));
      await platform.post(terminalChannel('bob'), aMessage('to bob'));
      await platform.edit(ada, first, aMessage('first', 'ended', { subject: 'run:1', isFinal: true }));
      await markSeen(store, [shown]);
      const feed = listen();
      expect(await feed.event()).toEqual({
        kind: 'message',
        id: expect.any(String),
        card: aCard('second'),
        isFinal: true,
      });
      const ended = { kind: 'message', id: first, subject: 'run:1', card: aCard('ended'), isFinal: true };
      expect(await feed.event()).toEqual(ended);
      expect(await feed.event()).toEqual({ kind: 'caught-up' });
      const posted = feed.next(1);
      await platform.post(ada, aMessage('third'));
      expect(await posted).toEqual(['third']);
      const edited = feed.next(1);
      await platform.edit(ada, shown, aMessage('shown', 'changed'));
      expect(await edited).toEqual(['changed']);
      feed.leave();
      expect(await feed.hasEnded()).toBe(true);
    });

    test('the same marker is the same message: it shows what is newer, and is found by it', async () => {
      const { platform, listen } = await openPlatform(await newPlace());
      const feed = listen();
      expect(await feed.missed()).toEqual([]);
      const id = await platform.post(ada, aMessage('m', 'one'));
      expect(await platform.post(ada, aMessage('m', 'two', { isRepeat: true }))).toBe(id);
      expect(await feed.next(1)).toEqual(['two']);
      expect(await platform.post(ada, aMessage('m', 'two', { isRepeat: true }))).toBe(id);
      await platform.edit(ada, id, aMessage('m', 'two'));
      await platform.post(ada, aMessage('last'));
      expect(await feed.next(1)).toEqual(['last']);
      expect(await listen().missed()).toEqual(['two', 'last']);
      expect(await platform.find?.(ada, 'm', 0)).toBe(id);
      expect(await platform.find?.(ada, 'nothing', 0)).toBeUndefined();
    });

    test('what was shown in the end is not missed, whatever is written into it afterwards', async () => {
      const { store, platform, listen } = await openPlatform(await newPlace());
      const id = await platform.post(ada, aMessage('m', 'goes on', { subject: 'run:1' }));
      await markSeen(store, [id, 'a message that is no more']);
      await platform.edit(ada, id, aMessage('m', 'ended', { subject: 'run:1', isFinal: true }));
      expect(await listen().missed()).toEqual([]);
    });

    test('many messages are told once each, also those that are posted side by side', async () => {
      const { platform, listen } = await openPlatform(await newPlace());
      const names = Array.from({ length: 230 }, (_, at) => `m${at}`);
      const [before, after] = [names.slice(0, 120), names.slice(120)];
      for (const each of before) await platform.post(ada, aMessage(each));
      const feed = listen();
      expect(await feed.missed()).toEqual(before);
      const coming = feed.next(after.length);
      await Promise.all(after.map((each) => platform.post(ada, aMessage(each))));
      expect((await coming).sort()).toEqual(after.sort());
    });

    test('what another process posted is found without a ring', async () => {
      const { store, platform } = await openPlatform(await newPlace());
      const feed = listen(store, 'ada', () => () => {}, hurriedClock());
      expect(await feed.missed()).toEqual([]);
      const coming = feed.next(1);
      await platform.post(ada, aMessage('from elsewhere'));
      expect(await coming).toEqual(['from elsewhere']);
      feed.leave();
    });

    test('forgotten messages are gone: an edit says so, and a post begins anew', async () => {
      let today = 1;
      const clock = { ...systemClock, now: () => today };
      const { store, platform, listen } = await openPlatform(await newPlace(), clock);
      const id = await platform.post(ada, aMessage('m'));
      today = 3;
      await platform.edit(ada, id, aMessage('m', 'changed'));
      await store.transaction((tx) => forgetMessages(tx, 2));
      expect(await listen().missed()).toEqual(['changed']);
      await store.transaction((tx) => forgetMessages(tx, 4));
      await expect(platform.edit(ada, id, aMessage('m', 'gone'))).rejects.toMatchObject({
        trouble: { kind: 'message-gone' },
      });
      expect(await platform.post(ada, aMessage('m', 'anew'))).not.toBe(id);
      expect(await listen().missed()).toEqual(['anew']);
    });

    test('a store that takes nothing is trouble that passes', async () => {
      const place = await newPlace();
      const { store, platform } = await openPlatform(place);
      const id = await platform.post(ada, aMessage('kept'));
      await store.close();
      const tries = [
        platform.post(ada, aMessage('m')),
        platform.edit(ada, id, aMessage('kept', 'changed')),
        platform.find?.(ada, 'kept', 0),
      ];
      for (const problem of await Promise.allSettled(tries)) {
        expect(problem).toMatchObject({ reason: expect.any(SendProblem) });
        expect(problem).toMatchObject({ reason: { trouble: { kind: 'passing' } } });
      }
      const back = await openPlatform(place);
      expect(await back.listen().missed()).toEqual(['kept']);
      expect(await back.platform.find?.(ada, 'm', 0)).toBeUndefined();
    });
  });
}
