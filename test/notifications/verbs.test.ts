import { describe, expect, test } from 'vitest';
import { cardOf } from '../../src/cards/card-of.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { Incoming, UserRef } from '../../src/chat/platform.ts';
import { systemClock } from '../../src/clock.ts';
import { dispatch } from '../../src/commands/dispatch.ts';
import type { Reply } from '../../src/commands/reply.ts';
import { createDeliveries } from '../../src/delivery/deliveries.ts';
import { matching } from '../../src/notifications/matching.ts';
import { createNotices } from '../../src/notifications/notices.ts';
import { pauseChannel } from '../../src/notifications/subscriptions.ts';
import { aRun } from '../support/a-run.ts';
import { carriedOutOnce } from '../support/carried-out-once.ts';
import { ended, openEmbedded, silentLog } from '../support/embedded.ts';
import { aChannel, openStore } from './a-store.ts';

const ada: UserRef = { platform: 'slack', tenant: 'T1', id: 'U1', name: 'Ada', kind: 'member' };

/** Pipehand with the pipelines `iris` and `churn`, as the channel C1 talks to it. */
async function openChannel() {
  const { service } = await openEmbedded({ 'iris.yml': 'command: exit 1\n', 'churn.yml': 'command: "true"\n' });
  const store = await openStore();
  const notices = createNotices(store, systemClock);
  const deliveries = createDeliveries(store, systemClock.now);
  let said = 0;

  async function say(text: string, user = ada, channel = aChannel()): Promise<Reply> {
    said += 1;
    const now = systemClock.now();
    const incoming: Incoming = { key: `key-${said}`, text, user, channel, surface: 'slash', at: now };
    const doctor = { checks: async () => [], post: async () => 0 };
    const admins = new Set<string>();
    const world = { incoming, service, notices, deliveries, doctor, admins, now, pageOf: () => undefined };
    return (await dispatch({ ...world, ...carriedOutOnce(world) }, silentLog)).reply;
  }

  return {
    service,
    store,
    say,
    read: async (text: string) => plainText(cardOf(await say(text), systemClock.now())),
    /** Where a failure of the pipeline is heard. */
    heard: async (pipeline: string) => {
      const run = aRun({ pipeline, status: 'Failed' });
      return (await matching(store.db, { kind: 'failed', run }, systemClock.now())).map(({ channel }) => channel.id);
    },
  };
}

describe('a member', () => {
  test('subscribes a channel, sees what it hears, and ends it', async () => {
    const { say, heard, read } = await openChannel();
    expect(await say('subscribe iris on=failed')).toMatchObject({
      kind: 'subscribed',
      isNew: true,
      subscription: { pipeline: 'iris', events: ['failed'], createdBy: 'slack:T1/U1' },
    });
    expect(await heard('iris')).toEqual(['C1']);
    expect(await heard('churn')).toEqual([]);
    const card = await read('subscriptions');
    expect(card).toMatch(/#[0-9a-f]{10} +iris +failed/);
    const [id] = /#[0-9a-f]{10}/.exec(card) ?? [];
    expect(card).toContain(`Next: unsubscribe ${id}`);
    expect(await say(`unsubscribe ${id}`)).toMatchObject({ kind: 'done', title: 'Ended 1 subscription' });
    expect(await heard('iris')).toEqual([]);
    expect(await read('subscriptions')).toContain('This channel hears of no pipeline');
    expect(await say(`unsubscribe ${id}`)).toMatchObject({ kind: 'done', title: 'Nothing to end' });
  });

  test('says it again and changes it, with filters, mentions and threads', async () => {
    const { say, read } = await openChannel();
    const line = 'subscribe * experiment=nightly by=me status=failed,cancelled';
    await say(`${line} on=failed,cancelled,compute --mention @U2 --thread off`);
    expect(await read('subscriptions')).toMatch(/#[0-9a-f]{10}: alerts are messages of their own/);
    expect(await say(line)).toMatchObject({
      isNew: false,
      subscription: {
        pipeline: '*',
        filters: { status: ['canceled', 'failed'], experiment: 'nightly', by: 'slack:T1/U1' },
        events: ['failed', 'canceled', 'compute-failed'],
        mention: 'slack:T1/U2',
        threads: false,
      },
    });
    const card = await read(`${line} --mention none --thread on on=all`);
    expect(card).toContain('This channel hears of all pipelines already');
    expect(card).toContain('started, finished, failed, canceled, compute-failed');
    expect(card).toMatch(/status +canceled,failed/);
    expect(card).toMatch(/mentions +nobody/);
    expect(card).toMatch(/alerts +in the thread of the run/);
    expect(await read('subscriptions')).toMatch(/experiment=nightly by=slack:T1\/U1/);
    expect(await read('subscriptions')).not.toContain('messages of their own');
  });

  test('learns how loud a subscription would have been', async () => {
    const { service, say, read } = await openChannel();
    for (const [index, name] of ['iris', 'iris', 'churn'].entries()) {
      const runId = `run-${index}`;
      await service.submit({
        runId,
        source: { kind: 'pipeline', name },
        parameters: {},
        submittedBy: 'terminal:ada',
      });
      await ended(service, runId);
    }
    expect(await say('subscribe *')).toMatchObject({ lastWeek: { runs: 3, failed: 2, isWhole: true } });
    expect(await say('subscribe iris on=finished')).toMatchObject({ lastWeek: { runs: 0, failed: 0 } });
    expect(await read('subscribe churn')).toContain(
      'In the last 7 days it would have told of 1 run, 0 of them failed.',
    );
  });

  test('mutes the channel for a while, or one pipeline, and hears again', async () => {
    const { say, heard, read } = await openChannel();
    await say('subscribe *');
    expect(await read('mute iris --for 2h')).toContain('Nothing new is posted for 2 h');
    expect([await heard('iris'), await heard('churn')]).toEqual([[], ['C1']]);
    expect(await say('mute')).toMatchObject({ title: 'This channel is muted' });
    expect(await heard('churn')).toEqual([]);
    const card = await read('subscriptions');
    expect(card).toContain('everything is muted · slack:T1/U1');
    expect(card).toMatch(/iris is muted until · 20\d\d-.* UTC · slack:T1\/U1/);
    expect(await read('unmute iris')).toContain('The whole channel is still muted: unmute');
    expect(await say('unmute')).toMatchObject({ title: 'This channel hears of everything again' });
    expect(await heard('iris')).toEqual(['C1']);
    expect(await say('unmute')).toMatchObject({ title: 'Nothing was muted', lines: [] });
    expect(await say('unmute foo')).toMatchObject({ title: 'There was no mute of foo', lines: [] });
    expect(await heard('iris')).toEqual(['C1']);
  });

  test('sees why a channel hears nothing', async () => {
    const { say, read, store } = await openChannel();
    await say('subscribe iris');
    await store.transaction((tx) => pauseChannel(tx, aChannel(), 'the channel is archived'));
    expect(await read('subscriptions')).toMatch(/#[0-9a-f]{10} rests: the channel is archived/);
  });

  test('ends what a channel hears of a pipeline that is gone, or of all', async () => {
    const { say, store, heard } = await openChannel();
    const gone = { channel: aChannel(), pipeline: 'gone', filters: {}, by: 'slack:T1/U1' };
    await createNotices(store, systemClock).subscribe(gone);
    await say('subscribe iris');
    await say('subscribe *');
    expect(await say('unsubscribe gone')).toMatchObject({ kind: 'done', title: 'Ended 1 subscription' });
    expect(await say('unsubscribe ALL')).toMatchObject({ kind: 'done', title: 'Ended 2 subscriptions' });
    expect(await heard('iris')).toEqual([]);
  });
});

describe('what is refused names the way on, and changes nothing', () => {
  const refusals: readonly [line: string, message: string, fix: string][] = [
    ['subscribe irsi on=failed', 'There is no pipeline "irsi". Did you mean iris?', 'subscribe iris on=failed'],
    ['subscribe zzz', 'There is no pipeline "zzz".', 'list'],
    ['subscribe', 'Which pipeline?', 'subscribe *'],
    ['subscribe iris@v2', 'every version of iris', 'subscribe iris'],
    [
      'subscribe iris on=finished,faild',
      '"faild" is no event. Did you mean failed?',
      'subscribe iris on=finished,failed',
    ],
    ['subscribe iris on=sometimes', '"sometimes" is no event.', 'subscribe iris on=failed'],
    ['subscribe iris on=', '"" is no event.', 'on=failed'],
    ['subscribe iris status=faild', '"faild" is no end of a run. Did you mean failed?', 'subscribe iris status=failed'],
    ['subscribe iris status=running', '"running" is no end of a run.', 'subscribe iris status=failed'],
    [
      'subscribe iris on=started,finished status=failed',
      'on=started,finished tells of no run that ended failed.',
      'Leave status=failed out.',
    ],
    ['subscribe iris on=compute status=failed', 'tells of no run that ended failed.', 'Leave status=failed out.'],
    ['subscribe iris experment=x', 'Did you mean experiment?', 'subscribe iris experiment=x'],
    ['subscribe iris experiment=', 'Which experiment?', 'experiment=nightly'],
    ['subscribe iris by=Ada', '"Ada" does not name a person by their id.', 'by=me'],
    ['subscribe iris by=slak:T1/U1', '"slak:T1/U1" does not name a person by their id.', 'by=me'],
    ['subscribe iris --mention teams:zzz', 'teams:zzz cannot be mentioned here', '--mention owner'],
    ['subscribe iris --mention slack:T2/U1', 'slack:T2/U1 cannot be mentioned here', '--mention owner'],
    ['subscribe iris --mention Ada', '"Ada" does not name a person by their id.', '--mention owner'],
    ['subscribe iris --thread maybe', '--thread is on or off.', '--thread off'],
    ['mute irsi', 'Did you mean iris?', 'mute iris'],
    ['mute 2h', 'How long is said with --for.', 'mute --for 2h'],
    ['mute iris --for soon', '"soon" is not a length of time.', '90m'],
    ['unsubscribe', 'Which subscription?', 'unsubscribe churn'],
    ['unsubscribe chrun', 'Did you mean churn?', 'unsubscribe churn'],
    ['unsubscribe Churn', '"Churn". Did you mean churn?', 'unsubscribe churn'],
    ['mute iris --for 0m', '"0m" is no time at all.', '90m'],
    ['unmute Churn', '"Churn" is not muted here. Did you mean churn?', 'unmute churn'],
  ];

  test('typos, unknown events and filters, and lines that would tell nothing', async () => {
    const { say, read } = await openChannel();
    await say('subscribe churn');
    await say('mute churn');
    const before = await read('subscriptions');
    for (const [line, message, fix] of refusals) {
      const reply = await say(line);
      expect([line, reply]).toEqual([
        line,
        expect.objectContaining({
          kind: 'problem',
          message: expect.stringContaining(message),
          fix: expect.stringContaining(fix),
        }),
      ]);
    }
    expect(await say('subscribe iris on=faild')).toMatchObject({
      details: ['on= takes started, finished, failed, canceled, compute-failed'],
    });
    expect(await read('subscriptions')).toBe(before);
  });

  test('strangers: guests, bots and people of another workspace settle nothing and see nothing', async () => {
    const { say, heard } = await openChannel();
    await say('subscribe iris');
    const lines = ['subscribe churn', 'unsubscribe all', 'subscriptions', 'mute', 'unmute'];
    for (const kind of ['guest', 'bot', 'foreign'] as const) {
      for (const line of lines) {
        expect([line, await say(line, { ...ada, kind })]).toEqual([
          line,
          expect.objectContaining({ code: 'forbidden' }),
        ]);
      }
    }
    expect([await heard('iris'), await heard('churn')]).toEqual([['C1'], []]);
  });

  test('another channel: it neither sees nor ends what this one hears', async () => {
    const { say, heard } = await openChannel();
    await say('subscribe iris');
    expect(await say('subscriptions', ada, aChannel('C2'))).toMatchObject({ subscriptions: [] });
    await say('unsubscribe all', ada, aChannel('C2'));
    await say('mute', ada, aChannel('C2'));
    expect(await heard('iris')).toEqual(['C1']);
  });
});
