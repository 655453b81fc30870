import { type Accepting, measureAccepting } from './accepting.ts';
import { openStoreKinds, type StoreKind } from './store-kinds.ts';
import { measureTelling, type Telling } from './telling.ts';
import { measureWatching, type Taken, type Watching } from './watching.ts';

/** Rates are per second, times in milliseconds, memory in MiB. */
const targets = { rate: 1_000, acceptP99: 100, postP99: 2_000, lastOfThousand: 5_000, memory: 256, core: 0.25 };

/**
 * What comes in and what goes out, on SQLite and on PostgreSQL, beside a bare insert and commit on the same disk. Answers
 * whether every target was met.
 */
export async function benchDelivery(): Promise<boolean> {
  const { kinds, remove } = await openStoreKinds();
  const met: boolean[] = [];

  function say(what: string, measured: string, target: string, isMet: boolean): void {
    met.push(isMet);
    console.log(`delivery, ${what}: ${measured} (target: ${target}; ${isMet ? 'met' : 'missed'})`);
  }

  try {
    const floors = new Map<StoreKind, number>();
    for (const kind of kinds) {
      const accepting = await measureAccepting(kind);
      floors.set(kind, accepting.floor);
      sayAccepting(kind.name, accepting);
    }
    for (const kind of kinds) sayTelling(kind.name, await measureTelling(kind), floors.get(kind) ?? Number.NaN);
    for (const kind of kinds) sayWatching(kind.name, await measureWatching(kind));
  } finally {
    await remove();
  }
  return met.every(Boolean);

  function sayAccepting(store: string, { rate, p99, floor, ratio }: Accepting): void {
    say(
      `${store}, commands accepted`,
      `${whole(rate)} a second, p99 ${whole(p99)} ms, floor ${whole(floor)} bare inserts a second, ${ratio.toFixed(1)} times`,
      `at least ${whole(targets.rate)} a second, p99 under ${targets.acceptP99} ms`,
      rate >= targets.rate && p99 < targets.acceptP99,
    );
  }

  function sayTelling(store: string, { median, p99, lastOfThousand }: Telling, floor: number): void {
    say(
      `${store}, change to post`,
      `median ${whole(median)} ms, p99 ${whole(p99)} ms`,
      `p99 under ${whole(targets.postP99)} ms`,
      p99 < targets.postP99,
    );
    say(
      `${store}, one change to 1,000 channels`,
      `${whole(lastOfThousand)} ms until the last, ${((lastOfThousand * floor) / 1_000_000).toFixed(1)} times 1,000 bare inserts`,
      `at most ${whole(targets.lastOfThousand)} ms`,
      lastOfThousand <= targets.lastOfThousand,
    );
  }

  function sayWatching(store: string, { idle, changing, heldBack }: Watching): void {
    sayTaken(`${store}, 10,000 runs watched`, idle);
    sayTaken(`${store}, 100 of them changing a second, ${whole(changing.shown)} shown`, changing);
    sayTaken(`${store}, the same while Slack's limits hold back all 10,000 messages`, heldBack);
  }

  function sayTaken(what: string, { memory, core }: Taken): void {
    say(
      what,
      `${whole(memory)} MiB, ${(core * 100).toFixed(1)} % of a core`,
      `under ${targets.memory} MiB, under ${targets.core * 100} %`,
      memory < targets.memory && core < targets.core,
    );
  }
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
