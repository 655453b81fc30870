import { setTimeout } from 'node:timers/promises';
import '../src/main.ts';
import type { Limit } from '../src/chat/platform.ts';
import type { ServiceRequest } from '../test/faults/stand-in-service.ts';
import type { StoreAddress } from '../test/support/store-address.ts';
import { openDeliveryWorld } from './delivery-world.ts';
import { watchedRun } from './watched-run.ts';
import { type Taken, type Watching, watched } from './watching.ts';

// Watches runs that another process has shown, and prints what that takes. The whole of Pipehand is loaded, because its
// code takes memory too.

/** Milliseconds. */
const lasts = { settling: 1_500, idle: 5_500, warming: 1_000, changing: 6_000, heldBack: 5_000 };

/** What Slack allows of edits. */
const strict: readonly Limit[] = [
  { method: 'edit', scope: 'tenant', count: 40, perMs: 60_000 },
  { method: 'edit', scope: 'message', count: 1, perMs: 5_000 },
];

const address: StoreAddress = JSON.parse(process.argv[2] ?? '');
let isLimited = false;
let changed = 0;
let shown = 0;

/** A service that makes up its runs when it is asked, so that what they take is not counted. */
async function answer(request: ServiceRequest): Promise<{ status: number; body: unknown }> {
  if (request.method !== 'changes') return { status: 200, body: [] };
  const from = Number(request.cursor ?? changed);
  // 7,919 has no factor in common with the number of runs, so that each changes once before any changes twice.
  const runs = Array.from({ length: changed - from }, (_, place) => {
    const at = ((from + place) * 7_919) % watched.runs;
    return watchedRun(at, (at % 6) + 1);
  });
  return { status: 200, body: { kind: 'all', runs, cursor: String(changed) } };
}

const world = await openDeliveryWorld(address, (request) => answer(request as ServiceRequest), {
  name: 'slack',
  get limits() {
    return isLimited ? strict : [];
  },
  post: async () => 'posted',
  async edit() {
    shown += 1;
  },
});

async function take(ms: number): Promise<Taken> {
  const began = performance.now();
  const before = process.cpuUsage();
  let memory = 0;
  while (performance.now() < began + ms) {
    await setTimeout(100);
    memory = Math.max(memory, process.memoryUsage.rss());
  }
  const { user, system } = process.cpuUsage(before);
  return { memory: memory / 2 ** 20, core: (user + system) / 1_000 / (performance.now() - began) };
}

/** 100 a second, also where a busy machine lets it come late. */
function startChanges(): NodeJS.Timeout {
  const began = performance.now();
  return setInterval(() => {
    const due = Math.floor((performance.now() - began) / 10);
    if (due === changed) return;
    changed = due;
    world.wake();
  }, 10);
}

await setTimeout(lasts.settling);
const idle = await take(lasts.idle);
const changing = startChanges();
await setTimeout(lasts.warming);
const shownBefore = shown;
const everyChange = await take(lasts.changing);
const shownAtEnd = shown;
isLimited = true;
const { leadership } = world.delivery;
await leadership.transaction(leadership.fence() ?? 0, (tx) =>
  tx
    .updateTable('outbox')
    .set((eb) => ({ wanted: eb('wanted', '+', 1), dueAt: Date.now() }))
    .execute(),
);
const heldBack = await take(lasts.heldBack);
clearInterval(changing);
const perSecond = ((shownAtEnd - shownBefore) * 1_000) / lasts.changing;
const measured: Watching = { idle, changing: { ...everyChange, shown: perSecond }, heldBack };
console.log(JSON.stringify(measured));
await world.close();
