import type { DeliveryTransaction } from './schema.ts';

const day = 86_400_000;

/** How long ended requests and shown messages are kept (reliability section 6): 7 and 30 days. */
const kept = { inbox: 7 * day, outbox: 30 * day } as const;

/** Forgets what nobody asks for any more. Dead letters stay until they are retried or as old as shown messages. */
export async function forgetOld(tx: DeliveryTransaction, now: number): Promise<void> {
  await tx
    .deleteFrom('inbox')
    .where('state', '=', 'done')
    .where('endedAt', '<', now - kept.inbox)
    .execute();
  await tx
    .deleteFrom('outbox')
    .where('createdAt', '<', now - kept.outbox)
    .where((eb) => eb.or([eb('state', '=', 'dead'), eb.and([eb('dueAt', 'is', null), eb('isFinal', '=', 1)])]))
    .execute();
}
