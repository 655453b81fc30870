import type { OutboxRow } from '../delivery/schema.ts';
import { platformOf } from '../delivery/sender.ts';
import type { DeliveryEvents } from '../delivery/sending.ts';
import type { Meters } from './meters.ts';

/** Kinds of trouble by which nobody at the other end takes messages. */
const unreachable = ['passing', 'ambiguous', 'tenant-closed'];

/** Kinds of trouble that we have ourselves, by which nothing is learned of the other end. */
const ours = ['store', 'fault'];

/** Counts what happens to messages, as delivery tells it. `now` is in milliseconds since 1970. */
export function watchDelivery(meters: Meters, now: () => number): Pick<DeliveryEvents, 'shown' | 'failed'> {
  return {
    shown(row, how) {
      const platform = platformOf(row);
      meters.destination(platform, true);
      if (how === 'found') return meters.doubtEnded(platform, 'found');
      if (how === 'posted' && row.doubtSince !== null) {
        meters.doubtEnded(platform, row.isRepeat === 1 ? 'repeated' : 'posted-again');
      }
      meters.sent(platform, methodOf(row), 'shown');
      meters.coalesced(row.wanted - row.shown - 1);
      if (row.waitingSince !== null) meters.eventShown((now() - row.waitingSince) / 1000);
    },
    failed(row, kind) {
      const platform = platformOf(row);
      meters.sent(platform, methodOf(row), kind);
      if (!ours.includes(kind)) meters.destination(platform, !unreachable.includes(kind));
    },
  };
}

function methodOf({ messageId }: OutboxRow): 'post' | 'edit' {
  return messageId === null ? 'post' : 'edit';
}
