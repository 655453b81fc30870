import type { Clock } from '../clock.ts';
import type { Asked } from '../commands/verb.ts';
import { createDeliveries } from '../delivery/deliveries.ts';
import { type Claimed, keepWith, keptWith } from '../delivery/inbox.ts';
import { type Leadership, LostLeadership } from '../delivery/leadership.ts';
import { UserError } from '../errors.ts';
import { createNotices } from '../notifications/notices.ts';
import type { NotificationsStore } from '../notifications/schema.ts';
import { Doubtful } from '../pipelines/surely.ts';

/** What a request keeps in its row before it has ended. */
type Kept = { intent?: unknown; changed?: Asked['changedEarlier'] };

interface Options {
  store: NotificationsStore;
  leadership: Leadership;
  clock: Clock;
}

/**
 * How a request that may be carried out several times acts once; the rule for every verb. A run that a line starts has
 * an id made of the request's key, and the service is asked for it before it is submitted again (`surely`). What else an
 * effect is about and words may name differently later (`last`) is decided once and kept with the request before the
 * effect (`intend`). What changes in our own store is changed in one transaction with the reply to it, which is then the
 * reply of every later attempt (`change`). Enabling and disabling names its pipeline and says a state, so it is just
 * said again: where a service left it in doubt, also over what somebody said in between.
 */
export async function actOnce(options: Options, { incoming, attempt, fence }: Claimed) {
  const { store, leadership, clock } = options;
  const keptJson = attempt > 1 ? await keptWith(store, incoming.key) : undefined;
  const kept: Kept = keptJson === undefined ? {} : JSON.parse(keptJson);

  /** Also an effect of ours is for the leader alone: what another replica may have carried out is left as it is. */
  async function committed<Result>(work: Parameters<typeof store.transaction<Result>>[0]): Promise<Result> {
    try {
      return await store.transaction(async (tx) => {
        await leadership.hold(tx, fence);
        return work(tx);
      });
    } catch (error) {
      const isUnknown = error instanceof UserError && error.problem.code === 'unavailable';
      if (!isUnknown && !(error instanceof LostLeadership)) throw error;
      throw new Doubtful('it is not known whether this was kept', { cause: error });
    }
  }

  return {
    async intend<Intent>(decide: () => Promise<Intent>): Promise<Intent> {
      if (kept.intent !== undefined) return kept.intent as Intent;
      const intent = await decide();
      await committed((tx) => keepWith(tx, incoming.key, JSON.stringify({ intent } satisfies Kept)));
      return intent;
    },

    change: (make) =>
      committed(async (tx) => {
        const own: Pick<NotificationsStore, 'db' | 'transaction'> = { db: tx, transaction: (work) => work(tx) };
        const changed = await make({
          notices: createNotices(own, clock),
          deliveries: createDeliveries(own, clock.now),
        });
        await keepWith(tx, incoming.key, JSON.stringify({ changed } satisfies Kept));
        return changed;
      }),

    ...(kept.changed && { changedEarlier: kept.changed }),
  } satisfies Pick<Asked, 'intend' | 'change' | 'changedEarlier'>;
}
