import type { Clock } from '../../clock.ts';
import type { Meters } from '../../observe/meters.ts';
import { type ChannelRef, channelKey, type Incoming, type UserRef } from '../platform.ts';
import type { Identity } from './identity.ts';
import type { People } from './people.ts';
import type { RateGate } from './rate-gate.ts';
import type { Tell } from './tell.ts';
import * as words from './words.ts';

/** Milliseconds that Slack may take to say who somebody is: of the three seconds in which it wants its own answer. */
export const lookUpWithin = 1_200;

/** How many lines of one channel are taken in a minute. */
export const linesPerMinute = 30;

export interface ReceptionOptions {
  accept(incoming: Incoming): Promise<'accepted' | 'duplicate'>;
  identity(withinMs: number): Promise<Identity>;
  /** Whether a team is served; knows it once `identity` has answered. */
  isOurs(team: string): boolean;
  people: People;
  gate: RateGate;
  tell: Tell;
  meters: Pick<Meters, 'received'>;
  clock: Clock;
}

/** What taking a line, a press or a command has in common. */
export interface Reception {
  /** Who we are, where the team is served; throws when Slack does not say in time. */
  serves(team: string): Promise<Identity | undefined>;
  /** Throws when Slack does not say in time who this is. `homeTeam` is the person's own, where Slack named it. */
  userOf(team: string, user: string, homeTeam?: string | null): Promise<UserRef>;
  /** Commits the request; answers why it was not taken. Throws when it could not be kept. */
  accept(incoming: Omit<Incoming, 'at'>, began: number): Promise<string | undefined>;
  /** Counts a request that was not taken. */
  refused(surface: Incoming['surface'], began: number): void;
  tell: Tell;
  /** When a request came in, for `began`. */
  now(): number;
}

export function createReception(options: ReceptionOptions): Reception {
  const { identity, isOurs, people, gate, tell, meters, clock } = options;

  function count(surface: Incoming['surface'], result: Parameters<Meters['received']>[2], began: number): void {
    meters.received('slack', surface, result, (clock.elapsed() - began) / 1_000);
  }

  return {
    async serves(team) {
      const self = await identity(lookUpWithin);
      return isOurs(team) ? self : undefined;
    },

    async userOf(team, user, homeTeam) {
      const ref = { platform: 'slack', tenant: team, id: user } as const;
      if (homeTeam != null && !isOurs(homeTeam)) return { ...ref, kind: 'foreign', name: user };
      return { ...ref, ...(await people.get(user, lookUpWithin)) };
    },

    async accept(incoming, began) {
      const { channel, surface } = incoming;
      if (!gate.mayPass(channelKey(channel))) {
        count(surface, 'refused', began);
        return words.tooMany(gate.perMinute);
      }
      try {
        const result = await options.accept({ ...incoming, at: clock.now() });
        if (result === 'accepted') gate.passed(channelKey(channel));
        count(surface, result, began);
        return undefined;
      } catch (error) {
        count(surface, 'unavailable', began);
        throw error;
      }
    },

    refused: (surface, began) => count(surface, 'refused', began),
    tell,
    now: clock.elapsed,
  };
}

/** A conversation of Slack, or a thread in it. */
export function channelOf(team: string, id: string, thread: string | undefined): ChannelRef {
  return { platform: 'slack', tenant: team, id, ...(thread !== undefined && { thread }) };
}
