import type { Clock } from '../../clock.ts';
import type { Meters } from '../../observe/meters.ts';
import { channelKey, type Incoming, type PlatformName } from '../platform.ts';
import type { RateGate } from './rate-gate.ts';

interface IntakeOptions {
  platform: PlatformName;
  /** Commits a request; only then the platform is told that it was received. */
  accept(incoming: Incoming): Promise<'accepted' | 'duplicate'>;
  gate: RateGate;
  meters: Pick<Meters, 'received'>;
  clock: Pick<Clock, 'now' | 'elapsed'>;
}

/** Where verified lines, presses and forms of one platform go in, and are counted. */
export interface Intake {
  /**
   * Commits the request, unless `instead` answers it; answers why it was not taken. Throws when it could not be kept.
   * `began` is of `now`.
   */
  accept(incoming: Omit<Incoming, 'at'>, began: number, instead?: () => Promise<boolean>): Promise<string | undefined>;
  /** Counts a request that was not taken. */
  refused(surface: Incoming['surface'], began: number): void;
  /** When a request came in, for `began`. */
  now(): number;
}

export function createIntake({ platform, accept, gate, meters, clock }: IntakeOptions): Intake {
  function count(surface: Incoming['surface'], result: Parameters<Meters['received']>[2], began: number): void {
    meters.received(platform, surface, result, (clock.elapsed() - began) / 1_000);
  }

  return {
    async accept(incoming, began, instead) {
      const { channel, surface } = incoming;
      if (!gate.mayPass(channelKey(channel))) {
        count(surface, 'refused', began);
        return tooMany(gate.perMinute);
      }
      if (await instead?.()) {
        gate.passed(channelKey(channel));
        count(surface, 'accepted', began);
        return undefined;
      }
      try {
        const result = await accept({ ...incoming, at: clock.now() });
        if (result === 'accepted') gate.passed(channelKey(channel));
        count(surface, result, began);
        return undefined;
      } catch (error) {
        count(surface, 'unavailable', began);
        throw error;
      }
    },
    refused: (surface, began) => count(surface, 'refused', began),
    now: clock.elapsed,
  };
}

function tooMany(perMinute: number): string {
  return `More than ${perMinute} commands came from this channel within a minute. This one was not run. Wait a little, then type it again.`;
}
