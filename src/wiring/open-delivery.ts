import type { Card } from '../cards/card.ts';
import type { ChannelRef, ChatPlatform, Incoming, PlatformName } from '../chat/platform.ts';
import type { Keeper } from '../chat/shared/keepers.ts';
import { type Bell, createBell } from '../chat/terminal/feed-events.ts';
import { createTerminalPlatform } from '../chat/terminal/terminal-platform.ts';
import type { Check } from '../check.ts';
import type { Clock } from '../clock.ts';
import { createBudgets } from '../delivery/budgets.ts';
import { createCircuits } from '../delivery/circuit.ts';
import { startClockWatch } from '../delivery/clock-watch.ts';
import { createDeliveries, type Deliveries } from '../delivery/deliveries.ts';
import { type Claimed, createInbox, type Inbox } from '../delivery/inbox.ts';
import { startInboxWorker } from '../delivery/inbox-worker.ts';
import { type Leadership, standardLease, standForLeadership } from '../delivery/leadership.ts';
import { enqueue, subjectOfThread, urgencies } from '../delivery/outbox.ts';
import { createSendMessage } from '../delivery/send-message.ts';
import { startSender } from '../delivery/sender.ts';
import type { WorkLoop } from '../delivery/work-loop.ts';
import type { Log } from '../log.ts';
import { createNotices, type Notices } from '../notifications/notices.ts';
import { renderSubject } from '../notifications/render-subject.ts';
import { restChannel } from '../notifications/rest-channel.ts';
import { readSubject } from '../notifications/subjects.ts';
import { isPaused, resumeChannel } from '../notifications/subscriptions.ts';
import { startWatcher } from '../notifications/watcher.ts';
import { measureStore } from '../observe/measure-store.ts';
import type { Meters, Reception } from '../observe/meters.ts';
import { watchDelivery } from '../observe/watch-delivery.ts';
import type { PipelineService } from '../pipelines/service.ts';
import { actOnce } from './act-once.ts';
import { type AskInbox, createAskInbox } from './ask-inbox.ts';
import { checkDelivery, postToSubscribers } from './check-delivery.ts';
import type { HomeStore } from './home-store.ts';
import { type AnsweringWorld, giveUpRequest, handleRequest } from './requests.ts';
import { startForgetting } from './start-forgetting.ts';

/** Milliseconds between looks at a service that wakes us when something changed. */
const pollEvery = 5_000;

/** Milliseconds for which what answers no request is still worth saying: a day. */
const saidFor = 86_400_000;

/** Everything between a verified request and a shown message. */
export interface Delivery {
  inbox: Inbox;
  /** For requests whose asker waits for the answer. */
  asks: AskInbox;
  notices: Notices;
  deliveries: Deliveries;
  leadership: Leadership;
  /** Commits a message that answers no request, to be sent to a channel: once for each `slot`. */
  say(slot: string, channel: ChannelRef, card: Card): Promise<void>;
  /** Rung when the terminal has new messages. */
  terminalBell: Bell;
  /** Begins nothing new, and lets another replica lead once what was begun has ended or `over` settles. */
  close(over?: Promise<void>): Promise<void>;
}

interface Options {
  store: HomeStore;
  service: PipelineService;
  /** The platforms beside the terminal. */
  platforms: readonly ChatPlatform[];
  /** What the platforms keep and are to forget. */
  keepers: readonly Keeper[];
  /** What `doctor` says of the platforms. */
  checks(): Promise<readonly Check[]>;
  answering: Pick<AnsweringWorld, 'admins' | 'pageOf' | 'links'>;
  meters: Meters;
  clock: Clock;
  random: () => number;
  log: Log;
}

/** Starts the loops that carry requests out, watch the service and send messages, in this process while it leads. */
export async function openDelivery(options: Options): Promise<Delivery> {
  const { service, meters, clock, random, log } = options;
  const store = measureStore(options.store, meters, clock);
  const counted = watchDelivery(meters, clock.now);
  const loops: WorkLoop[] = [];
  const leadership = await standForLeadership({
    store,
    clock,
    log,
    times: standardLease,
    began() {
      for (const loop of loops) loop.wake();
    },
    lost: meters.leaseLost,
  });
  const notices = createNotices(store, clock);
  const deliveries = createDeliveries(store, clock.now);
  const inbox = createInbox(store, () => worker.wake());
  // The other chats count theirs where they come in.
  const asks = createAskInbox(countedInbox(inbox, meters, clock), clock);
  const terminalBell = createBell();
  const terminal = createTerminalPlatform({ store, clock, posted: terminalBell.ring });
  const platforms = new Map<PlatformName, ChatPlatform>(
    [terminal, ...options.platforms].map((platform) => [platform.name, platform]),
  );

  const checked = { store, platforms, deliveries, now: clock.now };
  const world: AnsweringWorld = {
    ...options.answering,
    service,
    meters,
    doctor: {
      checks: async () => [...(await checkDelivery(checked)), ...(await options.checks())],
      post: (key) => postToSubscribers(checked, key),
    },
    notices,
    deliveries,
    now: clock.now,
    log,
    threadRun: (incoming) => threadRun(store, incoming),
  };
  /** Who speaks to us in a channel that took nothing from us has let us in again, or soon sees that they have not. */
  async function speaksAgain({ incoming: { channel }, fence }: Claimed): Promise<void> {
    if (!(await isPaused(store.db, channel))) return;
    await store.transaction(async (tx) => {
      await leadership.hold(tx, fence);
      await resumeChannel(tx, channel);
    });
  }

  /** Whoever was frozen since it heard so leaves it to the leader, to whom somebody may have spoken meanwhile. */
  async function channelClosed(channel: ChannelRef, why: string): Promise<void> {
    const fence = leadership.fence();
    if (fence === undefined) return;
    await store.transaction(async (tx) => {
      await leadership.hold(tx, fence);
      await restChannel(tx, channel, why, clock.now());
    });
  }

  const circuits = createCircuits(random);
  const budgets = createBudgets();
  const send = createSendMessage({
    store,
    leadership,
    render: (message) => renderSubject(store.db, message, clock.now(), options.answering.links),
    budgets,
    circuits,
    events: {
      shown: counted.shown,
      failed(row, kind, why) {
        counted.failed(row, kind, why);
        log.warn({ channel: row.channel, kind, why }, 'a message was not taken');
      },
      channelClosed: (channel, why) =>
        channelClosed(channel, why).catch((error) =>
          log.warn({ err: error }, 'the subscriptions of a closed channel could not be paused'),
        ),
    },
    // What waits is no older for a clock that was just set.
    clock: { ...clock, now: () => clockWatch.now() },
    random,
    log,
  });
  const acting = { store, leadership, clock };
  const worker = startInboxWorker({
    store,
    leadership,
    clock,
    random,
    log,
    async handle(claimed) {
      await speaksAgain(claimed);
      return handleRequest(world, claimed, await actOnce(acting, claimed));
    },
    giveUp: (claimed) => giveUpRequest(world, claimed),
    ended(key, answerJson) {
      asks.ended(key, answerJson);
      watcher.wake();
      sender.wake();
    },
  });
  const watcher = startWatcher({
    service,
    store,
    leadership,
    clock,
    log,
    pollEvery,
    enqueued: () => sender.wake(),
    asked: (ms) => meters.polled(service.name, ms / 1000),
    watching: (runs) => meters.watching(service.name, runs),
  });
  const sender = startSender({ store, leadership, platforms, budgets, circuits, clock, log, send });
  const forgetting = startForgetting({ store, leadership, keepers: options.keepers, clock, log });
  const clockWatch = startClockWatch({
    store,
    leadership,
    clock,
    log,
    hurried() {
      worker.wake();
      sender.wake();
    },
  });
  loops.push(worker, watcher, sender, forgetting, clockWatch);

  return {
    inbox,
    asks,
    notices,
    deliveries,
    leadership,
    terminalBell,
    async say(slot, channel, card) {
      const message = { slot, channel, card, urgency: urgencies.outcome, options: {} };
      await store.transaction((tx) => enqueue(tx, { ...message, expiresAt: clock.now() + saidFor }, clock.now()));
      sender.wake();
    },
    async close(over = new Promise(() => {})) {
      // Every effect has its intent on disk: whoever leads next takes up what is cut off.
      await Promise.race([Promise.all(loops.map((loop) => loop.close())), over]);
      await leadership.close();
    },
  };
}

/** Tells how long it took until a request was kept, and what became of it. */
function countedInbox(inbox: Inbox, meters: Meters, clock: Clock): Inbox {
  return {
    ...inbox,
    async accept(incoming) {
      const began = clock.elapsed();
      const told = (result: Reception) =>
        meters.received(incoming.user.platform, incoming.surface, result, (clock.elapsed() - began) / 1000);
      try {
        const result = await inbox.accept(incoming);
        told(result);
        return result;
      } catch (error) {
        told('unavailable');
        throw error;
      }
    },
  };
}

/** The run that the thread of a line shows. */
async function threadRun(store: HomeStore, { channel }: Incoming): Promise<string | undefined> {
  if (channel.thread === undefined) return undefined;
  const subject = readSubject((await subjectOfThread(store.db, channel)) ?? '');
  return subject?.kind === 'run' ? subject.id : undefined;
}
