import { DatabaseSync } from 'node:sqlite';
import { channelKey, type Incoming } from '../../src/chat/platform.ts';
import { runIdFor } from '../../src/commands/dispatch.ts';
import { isTerminal } from '../../src/pipelines/status.ts';
import type { Bot, Rig } from './rig.ts';
import type { Message, PlatformLedger } from './stand-in-platform.ts';

/** The stand-ins that a promise is judged by, and who hears of everything. */
interface Judged extends Pick<Rig, 'service' | 'platform'> {
  settings: Pick<Rig['settings'], 'hearing'>;
}

/** What must be true of a rig that is at rest: one line for each promise that was broken, its kind first. */
export function brokenPromises(rig: Judged, acknowledged: readonly Incoming[], ambiguousSends: number): string[] {
  const { service, platform, settings } = rig;
  const channels = settings.hearing.map(channelKey);
  const runs = [...service.ledger.runs.values()];
  const expected = new Set(acknowledged.map(({ key }) => runIdFor(key)));
  return [
    ...acknowledged
      .filter(({ key }) => !service.ledger.runs.has(runIdFor(key)))
      .map(({ key }) => `lost: G3/I1: ${key} was acknowledged, and no run came of it`),
    ...acknowledged
      .filter(({ key, channel }) => !showsEnd(platform.ledger, channelKey(channel), runIdFor(key)))
      .map(({ key }) => `lost: I1: the end of ${key} is not shown to whoever asked`),
    ...runs.filter(({ status }) => !isTerminal(status)).map(({ id }) => `lost: the run ${id} has not ended`),
    ...runs.flatMap(({ id }) =>
      channels
        .filter((channel) => !showsEnd(platform.ledger, channel, id))
        .map((channel) => `lost: G5/I3: ${channel} does not show the end of ${id}`),
    ),
    ...runs.filter(({ id }) => !expected.has(id)).map(({ id }) => `doubled: I2: nobody asked for the run ${id}`),
    ...brokenOnPlatform(platform.ledger, ambiguousSends),
  ];
}

/**
 * Waits until nothing is left to do: everything asked for has ended and is shown, and nothing is due. Gives up after
 * `most` milliseconds, or when the bot has died, and leaves it to the oracles to say what is missing.
 */
export async function rest(rig: Rig, bot: Bot, acknowledged: readonly Incoming[], most = 12_000): Promise<void> {
  const end = performance.now() + most;
  let hasDied = false;
  void bot.ended.then(() => {
    hasDied = true;
  });
  const isMissing = (words: string) => words.startsWith('lost: ');
  while (performance.now() < end && !hasDied) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    const state = await bot.state();
    // On a busy machine it may be too busy to say.
    if (!state) continue;
    if (brokenPromises(rig, acknowledged, 0).some(isMissing)) continue;
    if (state.openRequests === 0 && state.waiting === 0 && rig.pending() === 0) return;
  }
}

/** What the ledger of a platform alone tells. */
export function brokenOnPlatform(ledger: PlatformLedger, ambiguousSends: number): string[] {
  const repeats = ledger.messages.filter(({ isRepeat }) => isRepeat).length;
  return [
    ...ledger.doubles.map((marker) => `unmarked: G6/I4: ${marker} was posted twice`),
    ...(repeats > ambiguousSends ? [`doubled: I4: ${repeats} repeats of ${ambiguousSends} posts in doubt`] : []),
    ...ledger.backward.map((marker) => `wrong: G7: ${marker} went back`),
    ...ledger.tooMany.map((limit) => `wrong: G8/I5: too many ${limit}`),
  ];
}

/** I9: the database is whole, nothing is begun and not ended, nothing waits, and nothing was given up. */
export function brokenInStore(file: string): string[] {
  const database = new DatabaseSync(file);
  try {
    const [integrity] = database.prepare('pragma integrity_check').all();
    const rows = (sql: string) => database.prepare(sql).all();
    return [
      ...(integrity?.integrity_check === 'ok' ? [] : ['wrong: I9: the database is damaged']),
      ...rows(`select key from inbox where state <> 'done'`).map(({ key }) => `lost: I1: ${key} has not ended`),
      ...rows(`select slot from outbox where "dueAt" is not null`).map(({ slot }) => `lost: ${slot} waits`),
      ...rows(`select slot, problem from outbox where state = 'dead'`).map(
        ({ slot, problem }) => `lost: I3: ${slot} was given up: ${problem}`,
      ),
    ];
  } finally {
    database.close();
  }
}

/** Every message that shows the run in the channel shows that it is over. */
function showsEnd(ledger: PlatformLedger, channel: string, runId: string): boolean {
  const shown = ledger.messages.filter(
    (message) => message.channel === channel && message.subject === `run:${runId}` && !message.isDeleted,
  );
  return shown.some((message) => lastLook(message)?.isFinal === true);
}

function lastLook({ looks }: Message) {
  return looks.at(-1);
}
