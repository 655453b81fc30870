import type { PlatformName } from '../chat/platform.ts';
import type { Families } from './families.ts';
import { fewValues } from './label-values.ts';
import type { DoubtResolution, Meters } from './meters.ts';

const resolutions: readonly DoubtResolution[] = ['found', 'posted-again', 'repeated'];

/** Meters that count in `families`; what can happen on one of `platforms` counts from 0. */
export function createMeters(families: Families, platforms: readonly PlatformName[]): Meters {
  const verbs = fewValues();
  const services = fewValues();
  const results = fewValues();
  const methods = fewValues();

  for (const platform of platforms) {
    families.duplicates.inc({ platform }, 0);
    for (const method of ['post', 'edit']) families.rateLimited.inc({ platform, method }, 0);
    for (const resolution of resolutions) families.ambiguous.inc({ platform, resolution }, 0);
  }

  return {
    received(platform, surface, result, seconds) {
      families.requests.inc({ platform, kind: surface, result });
      if (result === 'duplicate') families.duplicates.inc({ platform });
      if (result === 'accepted' || result === 'duplicate') families.acknowledged.observe(span(seconds));
    },
    commandEnded(name, result) {
      const verb = verbs(name);
      families.commands.inc({ verb, result });
      if (result === 'denied') families.denied.inc({ verb });
    },
    sent(platform, kind, result) {
      families.deliveries.inc({ platform, kind, result: results(result) });
      if (result === 'limited') families.rateLimited.inc({ platform, method: kind });
    },
    doubtEnded: (platform, resolution) => families.ambiguous.inc({ platform, resolution }),
    rateLimited: (platform, method) => families.rateLimited.inc({ platform, method: methods(method) }),
    coalesced: (updates) => families.coalesced.inc(span(updates)),
    eventShown: (seconds) => families.eventToPost.observe(span(seconds)),
    destination: (platform, isUp) => families.destinations.set({ platform }, isUp ? 1 : 0),
    watching: (service, runs) => families.watchedRuns.set({ service: services(service) }, span(runs)),
    polled: (service, seconds) => families.polls.observe({ service: services(service) }, span(seconds)),
    leaseLost: () => families.leasesLost.inc(),
    storeWritten: (seconds) => families.storeWrites.observe(span(seconds)),
  };
}

/** A clock that was set back, or a mistake of ours, must not be an error of whatever is measured. */
function span(value: number): number {
  return Number.isFinite(value) ? Math.max(0, value) : 0;
}
