import type { Reply } from '../commands/reply.ts';
import { showDuration } from '../show.ts';
import type { Card } from './card.ts';

/** `deliveries`: what could not be shown and why, and how much waits. */
export function deliveriesCard({ letters, dead, waiting, oldest }: Reply & { kind: 'deliveries' }, now: number): Card {
  const age = oldest === undefined ? '' : `, the oldest for ${showDuration(Math.max(0, now - oldest))}`;
  const queue = waiting === 0 ? 'Nothing waits to be sent.' : `${waiting} wait to be sent${age}.`;
  const [first] = letters;
  if (!first) return { title: 'No message was given up', elements: [{ type: 'text', text: queue }] };
  return {
    title: dead === 1 ? '1 message could not be delivered' : `${dead} messages could not be delivered`,
    elements: [
      {
        type: 'table',
        columns: ['Id', 'Channel', 'Asked', 'Why'],
        rows: letters.map(({ id, channel, since, why }) => [id, channel, `${showDuration(now - since)} ago`, why]),
      },
      ...(dead > letters.length ? [{ type: 'text', text: `The newest ${letters.length} are shown.` } as const] : []),
      { type: 'text', text: queue },
      { type: 'copyable', label: 'Try one again', line: `deliveries retry ${first.id}` },
    ],
  };
}
