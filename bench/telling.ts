import { setTimeout } from 'node:timers/promises';
import { addSubscription } from '../src/notifications/subscriptions.ts';
import { channelAt, openStandInWorld } from './delivery-world.ts';
import { median, quantile } from './median.ts';
import type { StoreKind } from './store-kinds.ts';
import { watchedRun } from './watched-run.ts';

const changes = 150;

/** Milliseconds between two changes, at random: from none to twice this. */
const usualPause = 35;

const wideRounds = 3;

/** Times in milliseconds from a change in the service on. */
export interface Telling {
  /** Until the platform received the post. */
  median: number;
  p99: number;
  /** Until the last of 1,000 channels had it. */
  lastOfThousand: number;
}

/** How soon the end of a run is posted: to the one channel that hears of it, and to 1,000 channels. */
export async function measureTelling(kind: StoreKind): Promise<Telling> {
  const posts = new Map<string, number[]>();
  const world = await openStandInWorld(await kind.newAddress(), (request) => {
    if (request.method !== 'post') return;
    const { subject = '' } = request.message;
    posts.set(subject, [...(posts.get(subject) ?? []), performance.now()]);
  });
  const by = 'slack:T024BE7LD/U1';
  await world.store.transaction(async (tx) => {
    await addSubscription(tx, { channel: channelAt(0), pipeline: 'churn', filters: {}, by }, 0);
    for (let at = 0; at < 1_000; at += 1)
      await addSubscription(tx, { channel: channelAt(at), pipeline: 'wide', filters: {}, by }, 0);
  });
  while ((await world.store.db.selectFrom('watch_cursor').selectAll().execute()).length === 0) await setTimeout(20);

  function end(at: number, pipeline: string): { began: number; posted(): readonly number[] } {
    const began = performance.now();
    world.report({ ...watchedRun(at, 8), pipeline });
    return { began, posted: () => posts.get(`run:run-${at}`) ?? [] };
  }

  const ends: ReturnType<typeof end>[] = [];
  for (let at = 0; at < changes; at += 1) {
    await setTimeout(2 * usualPause * Math.random());
    ends.push(end(at, 'churn'));
  }
  while (ends.some(({ posted }) => posted().length === 0)) await setTimeout(20);
  const times = ends.map(({ began, posted }) => (posted()[0] ?? Number.NaN) - began);

  const wide: number[] = [];
  for (let round = 0; round < wideRounds; round += 1) {
    const { began, posted } = end(changes + round, 'wide');
    while (posted().length < 1_000) await setTimeout(20);
    wide.push((posted().at(-1) ?? Number.NaN) - began);
  }
  await world.close();
  return { median: median(times), p99: quantile(times, 0.99), lastOfThousand: median(wide) };
}
