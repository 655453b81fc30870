import { backoff } from './backoff.ts';

/** Failures in a row after which only probes are sent. */
const patience = 5;

/** A probe of which nothing was heard for so long (milliseconds) is lost; calls of a platform end within ten seconds. */
const longestProbe = 15_000;

/** Tenants in trouble that are remembered; beyond, the one that failed longest ago is forgotten, and so tried again. */
const mostTenants = 10_000;

/**
 * Keeps what is sent away from tenants that are out of order, so that they cost the others nothing. A key is
 * `<platform>:<tenant>`; times are of `Clock.elapsed`.
 */
export interface Circuits {
  /**
   * Whether to send to this tenant now. While the circuit is open, true hands out the one probe: ask last, and send, or
   * hand it back; else the next probe comes 15 seconds later.
   */
  mayTry(key: string, elapsed: number): boolean;
  /** Nothing was sent after all: where the probe is out, another one can be had at once. */
  handBack(key: string, elapsed: number): void;
  /** Milliseconds until `mayTry` can be true; hands out nothing. */
  waitFor(key: string, elapsed: number): number;
  /** The platform answered for this tenant. True when that closed an open circuit: what waits may be sent at once. */
  succeeded(key: string): boolean;
  failed(key: string, elapsed: number): void;
  state(key: string): 'closed' | 'open' | 'probing';
}

interface Trouble {
  failures: number;
  /** When the next probe may be sent; undefined while the circuit is closed. */
  probeAt?: number;
  isProbing: boolean;
}

/** Circuits of one leader, all closed. They open after five failures in a row, and each failed probe backs off further. */
export function createCircuits(random: () => number): Circuits {
  /** Tenants that failed since they last succeeded; the one that failed last comes last. */
  const troubles = new Map<string, Trouble>();

  function waitFor(key: string, elapsed: number): number {
    return Math.max(0, (troubles.get(key)?.probeAt ?? elapsed) - elapsed);
  }

  return {
    waitFor,

    mayTry(key, elapsed) {
      if (waitFor(key, elapsed) > 0) return false;
      const trouble = troubles.get(key);
      if (trouble?.probeAt === undefined) return true;
      trouble.isProbing = true;
      trouble.probeAt = elapsed + longestProbe;
      return true;
    },

    handBack(key, elapsed) {
      const trouble = troubles.get(key);
      if (!trouble?.isProbing) return;
      trouble.isProbing = false;
      trouble.probeAt = elapsed;
    },

    succeeded(key) {
      const wasOpen = troubles.get(key)?.probeAt !== undefined;
      troubles.delete(key);
      return wasOpen;
    },

    failed(key, elapsed) {
      const before = troubles.get(key);
      // What was under way when the circuit opened says nothing new.
      if (before?.probeAt !== undefined && !before.isProbing) return;
      troubles.delete(key);
      const trouble: Trouble = { failures: (before?.failures ?? 0) + 1, isProbing: false };
      const openings = trouble.failures - patience + 1;
      if (openings > 0) trouble.probeAt = elapsed + backoff(openings, random);
      troubles.set(key, trouble);
      if (troubles.size <= mostTenants) return;
      const [longestAgo = key] = troubles.keys();
      troubles.delete(longestAgo);
    },

    state(key) {
      const trouble = troubles.get(key);
      if (trouble?.probeAt === undefined) return 'closed';
      return trouble.isProbing ? 'probing' : 'open';
    },
  };
}
