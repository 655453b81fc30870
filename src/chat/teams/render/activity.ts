import type { TeamsRendering } from './rendering.ts';

/** How a card is named when it is attached to a message. */
const cardContentType = 'application/vnd.microsoft.card.adaptive';

/**
 * Bytes of a whole message. Teams takes some 100 KB of UTF-16 today and took 28 KB before; a message of ASCII doubles in
 * UTF-16. One KB is left for the addresses that go with it.
 */
const mostBytes = 23 * 1024;

/** The message as it goes over the wire, without its addresses. `text` is left out: Teams would show it above the card. */
export function activityOf({ card, summary }: Pick<TeamsRendering, 'card' | 'summary'>) {
  return { type: 'message', summary, attachments: [{ contentType: cardContentType, content: card }] } as const;
}

/** Whether Teams will take it. */
export function fits(rendering: TeamsRendering): boolean {
  return Buffer.byteLength(JSON.stringify(activityOf(rendering))) <= mostBytes;
}
