import { fits } from './activity.ts';
import { compose } from './compose.ts';
import type { RenderForTeams } from './rendering.ts';
import { shortenings } from './shorten.ts';
import { tame } from './tame.ts';

/** A message with a card, shortened as little as lets Teams take it. */
export const renderForTeams: RenderForTeams = (outgoing, options) => {
  let card = tame(outgoing.card);
  let rendering = compose({ ...outgoing, card }, options);
  for (const shorten of shortenings) {
    if (fits(rendering)) return rendering;
    card = shorten(card);
    rendering = compose({ ...outgoing, card }, options);
  }
  return rendering;
};
