import { backoff } from './backoff.ts';
import type { Use } from './budgets.ts';

/** Failures in a row after which only probes are sent. */
const patience = 5;

/** A probe of which nothing was heard for so long (milliseconds) is lost; calls of a platform end within ten seconds. */
const longestProbe = 15_000;

/** While a tenant is out of order, a channel of it that may not be is tried so often (milliseconds), whichever it is. */
const trialEvery = 5_000;

/** Channels and tenants in trouble that are remembered; beyond, who failed longest ago is forgotten, and so tried again. */
const mostInTrouble = 10_000;

/** Where something is sent to. */
export type Place = Pick<Use, 'tenant' | 'channel'>;

/**
 * Keeps what is sent away from channels and tenants that are out of order, so that they cost the others nothing. Each
 * channel has a circuit. That of its tenant opens only when several channels failed in a row and none succeeded: from
 * then on the channels share their probes. Times are of `Clock.elapsed`.
 */
export interface Circuits {
  /**
   * Whether to send there now. While a circuit is open, true hands out the one probe: ask last, and send, or hand it
   * back; else the next probe comes 15 seconds later.
   */
  mayTry(place: Place, elapsed: number): boolean;
  /** Nothing was sent after all: where the probe is out, another one can be had at once. */
  handBack(place: Place, elapsed: number): void;
  /** Milliseconds until `mayTry` can be true; hands out nothing. */
  waitFor(place: Place, elapsed: number): number;
  /** The platform answered: the circuits of the place close, and open ones of other channels are probed at once. */
  succeeded(place: Place): void;
  failed(place: Place, elapsed: number): void;
  /** Of a channel or of a tenant, by its key. */
  isOpen(key: string): boolean;
}

/** When something may be sent next, and the channel that was let through last until it is heard of. */
interface Turn {
  at: number;
  channel?: string | undefined;
}

interface Trouble {
  failures: number;
  /** The channel that failed first, and whether others did since. */
  channel: string;
  isOfSeveral: boolean;
  openings: number;
  open?: {
    probe: Turn;
    /** For channels whose own circuit is closed: not they may be out of order, but others that failed. */
    trial: Turn;
  };
}

/** Circuits of one leader, all closed. They open after five failures in a row, and each failed probe backs off further. */
export function createCircuits(random: () => number): Circuits {
  /** By the keys of channels and tenants that failed since they last succeeded; the one that failed last comes last. */
  const troubles = new Map<string, Trouble>();

  function openAt(key: string): Trouble['open'] {
    return troubles.get(key)?.open;
  }

  /** Whose turn it must be. */
  function turnsOf({ tenant, channel }: Place): readonly Turn[] {
    const own = openAt(channel)?.probe;
    const shared = openAt(tenant)?.[own ? 'probe' : 'trial'];
    return [own, shared].filter((turn) => turn !== undefined);
  }

  function waitFor(place: Place, elapsed: number): number {
    return Math.max(0, ...turnsOf(place).map(({ at }) => at - elapsed));
  }

  function fail(key: string, channel: string, elapsed: number): void {
    const trouble = troubles.get(key) ?? { failures: 0, channel, isOfSeveral: key === channel, openings: 0 };
    troubles.delete(key);
    troubles.set(key, trouble);
    const { open } = trouble;
    if (open?.trial.channel === channel) open.trial.channel = undefined;
    // What was under way when the circuit opened says nothing new.
    if (open && open.probe.channel !== channel) return;
    trouble.failures += 1;
    trouble.isOfSeveral ||= channel !== trouble.channel;
    if (trouble.failures < patience || !trouble.isOfSeveral) return;
    trouble.openings += 1;
    const at = elapsed + backoff(trouble.openings, random);
    trouble.open = { probe: { at }, trial: open?.trial ?? { at } };
  }

  return {
    waitFor,

    mayTry(place, elapsed) {
      if (waitFor(place, elapsed) > 0) return false;
      const { tenant, channel } = place;
      const trial = openAt(tenant)?.trial;
      for (const turn of turnsOf(place)) {
        turn.at = elapsed + (turn === trial ? trialEvery : longestProbe);
        turn.channel = channel;
      }
      return true;
    },

    handBack(place, elapsed) {
      for (const turn of turnsOf(place)) {
        if (turn.channel !== place.channel) continue;
        turn.at = elapsed;
        turn.channel = undefined;
      }
    },

    succeeded({ tenant, channel }) {
      const wasOpen = openAt(tenant) !== undefined;
      troubles.delete(channel);
      troubles.delete(tenant);
      if (!wasOpen) return;
      for (const [key, { open }] of troubles) {
        if (open && open.probe.channel === undefined && key.startsWith(`${tenant}/`)) open.probe.at = 0;
      }
    },

    failed({ tenant, channel }, elapsed) {
      fail(channel, channel, elapsed);
      fail(tenant, channel, elapsed);
      while (troubles.size > mostInTrouble) {
        const [longestAgo = channel] = troubles.keys();
        troubles.delete(longestAgo);
      }
    },

    isOpen: (key) => openAt(key) !== undefined,
  };
}
