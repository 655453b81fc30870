import { setImmediate } from 'node:timers/promises';
import type { Incoming } from '../src/chat/platform.ts';
import { channelAt, openStandInWorld } from './delivery-world.ts';
import { median, quantile } from './median.ts';
import type { StoreKind } from './store-kinds.ts';

/** Requests that are under way at a time. */
const acceptors = 64;

/** Milliseconds of one round. */
const lasts = { floor: 500, accepting: 1_200 };

const rounds = 5;

const lines = [
  'run churn learning_rate=0.01 epochs=20',
  'status',
  'runs status=failed since=7d',
  'run churn --experiment nightly --why "new features, see the notebook"',
  'whoami',
];

/** What accepting was measured at, medians of rounds; rates are per second, times in milliseconds. */
export interface Accepting {
  rate: number;
  p99: number;
  /** Rows that the bare store inserted and committed meanwhile. */
  floor: number;
  /** How many times the floor was accepted. */
  ratio: number;
}

/** Commands of 20 channels, committed before they are answered, while this same process carries them out. */
export async function measureAccepting(kind: StoreKind): Promise<Accepting> {
  const measured: Accepting[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bare = await kind.openFloor();
    const floor = await drive(lasts.floor, ({ key, ...rest }) => bare.insert(key, JSON.stringify(rest)));
    await bare.close();
    const world = await openStandInWorld(await kind.newAddress());
    const accepted = await drive(lasts.accepting, (incoming) => world.delivery.inbox.accept(incoming));
    await world.close();
    measured.push({ ...accepted, floor: floor.rate, ratio: accepted.rate / floor.rate });
  }
  const middle = (of: keyof Accepting) => median(measured.map((one) => one[of]));
  return { rate: middle('rate'), p99: middle('p99'), floor: middle('floor'), ratio: middle('ratio') };
}

async function drive(
  ms: number,
  accept: (incoming: Incoming) => Promise<unknown>,
): Promise<{ rate: number; p99: number }> {
  const times: number[] = [];
  const began = performance.now();
  let count = 0;

  async function acceptor(): Promise<void> {
    while (performance.now() < began + ms) {
      // Each request comes by itself, as from the network.
      await setImmediate();
      count += 1;
      const came = performance.now();
      await accept(incomingAt(count));
      times.push(performance.now() - came);
    }
  }
  await Promise.all(Array.from({ length: acceptors }, acceptor));
  return { rate: (times.length * 1_000) / (performance.now() - began), p99: quantile(times, 0.99) };
}

function incomingAt(at: number): Incoming {
  const id = `U${String(at % 50).padStart(10, '0')}`;
  return {
    key: `slack:T024BE7LD/Ev${at}`,
    text: lines[at % lines.length] ?? '',
    user: { platform: 'slack', tenant: 'T024BE7LD', id, name: 'Ada Lovelace', kind: 'member' },
    channel: channelAt(at % 20),
    surface: 'mention',
    at: Date.now(),
  };
}
