import type { ChatPlatform, Limit, PlatformName } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Budgets, EndOfUse } from './budgets.ts';
import type { Circuits } from './circuit.ts';
import { dueMessages, hurry, nextDue } from './due-messages.ts';
import { type Leadership, LostLeadership } from './leadership.ts';
import { urgencies } from './outbox.ts';
import type { DeliveryStore, OutboxRow } from './schema.ts';
import { useOf } from './sending.ts';
import { startLoop, type WorkLoop } from './work-loop.ts';

/** Channels that are sent to at the same time. */
const together = 64;

/** Milliseconds between looks at the outbox when nothing wakes the sender. */
const lookEvery = 5_000;

/** Milliseconds between two looks: what is woken for meanwhile is sent together. */
const pause = 20;

interface Options {
  store: DeliveryStore;
  leadership: Leadership;
  platforms: ReadonlyMap<PlatformName, ChatPlatform>;
  budgets: Budgets;
  circuits: Circuits;
  clock: Clock;
  log: Log;
  /**
   * Takes one message one step further, on a use that was taken for it. Throws `LostLeadership`, and whatever the store
   * refuses to note with.
   */
  send(row: OutboxRow, platform: ChatPlatform, fence: number, ended: EndOfUse): Promise<void>;
}

/**
 * Sends what is due while this replica leads: a channel's messages one after the other, the most urgent first, channels
 * side by side, and never more often than the platform lets us.
 */
export function startSender(options: Options): WorkLoop {
  const { store, leadership, platforms, budgets, circuits, clock, log } = options;
  const busy = new Map<string, Promise<void>>();
  let ledBy: number | undefined;
  let isClosing = false;

  async function round(): Promise<number> {
    const fence = leadership.fence();
    if (fence === undefined) return lookEvery;
    if (fence !== ledBy) budgets.begin(clock.elapsed());
    ledBy = fence;
    try {
      const blocked: number[] = [];
      for (const [channel, rows] of await dueMessages(store, clock.now())) {
        if (busy.has(channel)) continue;
        const wait = Math.min(...rows.map(waitBefore));
        if (wait > 0) {
          blocked.push(wait);
          continue;
        }
        if (busy.size >= together) await Promise.race(busy.values());
        const work = sendAll(rows, fence).finally(() => {
          busy.delete(channel);
          loop.wake();
        });
        busy.set(channel, work);
      }
      const next = await nextDue(store, clock.now());
      return Math.min(lookEvery, ...blocked, ...(next === undefined ? [] : [Math.max(0, next - clock.now())]));
    } catch (error) {
      if (!(error instanceof LostLeadership)) log.warn({ err: error }, 'the outbox could not be read');
      return lookEvery;
    }
  }

  /** What must wait for the platform is left to a later round, and keeps back nothing that need not wait. */
  async function sendAll(rows: readonly OutboxRow[], fence: number): Promise<void> {
    for (const row of rows) {
      const platform = platforms.get(platformOf(row));
      if (!platform || isClosing || leadership.fence() !== fence) return;
      if (waitBefore(row) > 0) continue;
      const use = useOf(row);
      // The circuits are asked last, because they may hand out their one probe.
      if (!circuits.mayTry(use, clock.elapsed())) return;
      // Nothing was awaited since both were asked, so no other channel was told the same.
      const ended = budgets.take(platform.limits, use, clock.elapsed());
      const open = [use.tenant, use.channel].filter(circuits.isOpen);
      try {
        await options.send(row, platform, fence, ended);
        const closed = open.find((key) => !circuits.isOpen(key));
        if (closed !== undefined) await leadership.transaction(fence, (tx) => hurry(tx, closed, clock.now()));
      } catch (error) {
        if (!(error instanceof LostLeadership))
          log.error({ err: error, slot: row.slot }, 'a message could not be noted');
        return;
      } finally {
        ended();
        circuits.handBack(use, clock.elapsed());
      }
    }
  }

  /** Milliseconds until the platform of the message may be used for it. */
  function waitBefore(row: OutboxRow): number {
    const platform = platforms.get(platformOf(row));
    if (!platform) return lookEvery;
    const elapsed = clock.elapsed();
    const use = useOf(row);
    return Math.max(circuits.waitFor(use, elapsed), budgets.waitFor(limitsFor(row, platform), use, elapsed));
  }

  const loop = startLoop({ clock, log, pause }, round);
  return {
    wake: loop.wake,
    async close() {
      isClosing = true;
      await loop.close();
      await Promise.all(busy.values());
    },
  };
}

/** How much of what a tenant's channels share is for progress: the rest is there for whatever ends or fails meanwhile. */
const shareOfProgress = 3 / 4;

function limitsFor({ urgency }: OutboxRow, { limits }: ChatPlatform): readonly Limit[] {
  if (urgency !== urgencies.progress) return limits;
  return limits.map((limit) =>
    limit.scope === 'tenant' ? { ...limit, count: Math.ceil(limit.count * shareOfProgress) } : limit,
  );
}

/** `slack` of `slack:T1/C1`. */
export function platformOf({ channel }: Pick<OutboxRow, 'channel'>): PlatformName {
  return channel.slice(0, channel.indexOf(':')) as PlatformName;
}
