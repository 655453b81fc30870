import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemClock } from '../src/clock.ts';
import { showLive } from '../src/delivery/outbox.ts';
import { keepRun } from '../src/notifications/watched-runs.ts';
import { type HomeStore, storeMigrations } from '../src/wiring/home-store.ts';
import { openStoreAt, type StoreAddress } from '../test/support/store-address.ts';
import { channelAt } from './delivery-world.ts';
import type { StoreKind } from './store-kinds.ts';
import { watchedRun } from './watched-run.ts';

/** What a process took for a while: at most so much memory (MiB), and this part of a core. */
export interface Taken {
  memory: number;
  core: number;
}

/** What watching 10,000 runs takes. */
export interface Watching {
  /** While nothing changes. */
  idle: Taken;
  /** While 100 runs change in a second; so many changes a second are shown. */
  changing: Taken & { shown: number };
  /** The same while every message waits for its turn by Slack's limits. */
  heldBack: Taken;
}

/** Runs that are watched, and the channels that show them, each run in one. */
export const watched = { runs: 10_000, channels: 20 };

/** Watches the runs in a process of its own. */
export async function measureWatching(kind: StoreKind): Promise<Watching> {
  const address = await kind.newAddress();
  await showRuns(address);
  const program = join(import.meta.dirname, 'watching-process.ts');
  const args = ['--disable-warning=ExperimentalWarning', program, JSON.stringify(address)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await text(child.stdout);
  const measured: Watching = JSON.parse(said);
  return measured;
}

/** Leaves the store as it is when every run has been shown some time ago. */
async function showRuns(address: StoreAddress): Promise<void> {
  const store: HomeStore = await openStoreAt(address, storeMigrations, systemClock);
  const now = Date.now();
  const piece = watched.runs / 10;
  async function show(from: number): Promise<void> {
    await store.transaction(async (tx) => {
      for (let at = from; at < from + piece; at += 1) {
        const channel = channelAt(at % watched.channels);
        await keepRun(tx, 'stand-in', watchedRun(at, at % 6), now);
        await showLive(tx, `run:run-${at}`, [{ channel, options: { alert: 'owner' } }], now);
      }
    });
  }
  await Promise.all(Array.from({ length: 10 }, (_, place) => show(place * piece)));
  await store.db
    .updateTable('outbox')
    .set(({ ref }) => ({ messageId: ref('slot'), shown: 1, dueAt: null, waitingSince: null }))
    .execute();
  await store.close();
}
