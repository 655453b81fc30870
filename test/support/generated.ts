import type { Parameters } from 'fast-check';

/** True under `npm run prove`: the whole counts, and as long as it takes. */
export const proving = process.env.PROVE === '1';

/** The part of the whole that is tried otherwise: a hundredth, and more when a planted bug is hunted. */
const share = Number(process.env.SHARE ?? 100);

/** How many inputs a property is tried on: all of them under `npm run prove`, a seeded hundredth under `npm test`. */
export function amount(whole: number): number {
  return proving ? whole : Math.ceil(whole / share);
}

/** fast-check settings for `whole` inputs. `SEED=n` replays a failure; the failing seed is in fast-check's report. */
export function generated<T>(whole: number): Parameters<T> {
  const seed = Number(process.env.SEED ?? (proving ? Date.now() : 20261121));
  return { numRuns: amount(whole), seed };
}
