import { createRequire } from 'node:module';

// The package's own import is written for bundlers; this file of it is read by Node.
const microsoft: typeof import('adaptivecards') = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');

/** Elements that only Teams knows: Microsoft's open renderer takes their fallback. */
const teamsOnly = ['ProgressBar'];

/** What Microsoft's own parser and validator, set to 1.5, have to say about a card. */
export function microsoftFindings(card: unknown): string[] {
  const parsed = new microsoft.AdaptiveCard();
  parsed.hostConfig = new microsoft.HostConfig({ actions: { maxActions: 6 } });
  const context = new microsoft.SerializationContext(microsoft.Versions.v1_5);
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at));
  const known = teamsOnly.map((name) => `Unknown element type "${name}". Fallback will be used if present.`);
  return [...events, ...parsed.validateProperties().validationEvents]
    .map(({ message }) => message)
    .filter((message) => !known.includes(message));
}

/** A card as Microsoft's parser understood it. */
export function readByMicrosoft(card: unknown): unknown {
  const parsed = new microsoft.AdaptiveCard();
  parsed.parse(card, new microsoft.SerializationContext(microsoft.Versions.v1_5));
  return parsed.toJSON();
}
