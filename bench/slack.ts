import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSlack } from '../test/fakes/slack/slack.ts';
import { median } from './median.ts';
import { type Acknowledged, channelAt, createSignedLoad, personAt } from './signed-load.ts';
import type { SlackProcess } from './slack-process.ts';
import { sqliteFloor } from './store-kinds.ts';

/** Commands a second, the part of bare Bolt's, and milliseconds. */
const targets = { rate: 1_000, share: 0.6, p99: 100 };

/**
 * Requests that are under way at a time. One at a time each waits for a sync of the disk of its own, which Bolt never
 * does: there only the time of an answer has a target.
 */
const levels = [1, 10, 50];

/** Many short ones: what else this machine does then meets both sides alike. */
const rounds = 15;

/** Milliseconds. */
const lasts = { warming: 3_000, round: 600, floor: 100 };

/** So many that none of them comes near the thirty lines that a channel may say in a minute. */
const load = { channels: 9_000, people: 500 };

/** Both sides, and the disk, one after the other. */
interface Round {
  us: Acknowledged;
  bolt: Acknowledged;
  floor: number;
}

/**
 * Signed slash commands acknowledged over HTTP, each on disk before, beside bare Bolt, which keeps nothing: each in a
 * process of its own, in alternating rounds. Answers whether every target was met.
 */
export async function benchSlack(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'pipehand-bench-'));
  const slack = await startSlack({ limits: [] });
  for (let place = 0; place < load.channels; place += 1) slack.addChannel(channelAt(place));
  for (let place = 0; place < load.people; place += 1) slack.asUser(personAt(place));
  const { signingSecret: secret, apiUrl } = slack;
  const settings: SlackProcess = {
    file: join(folder, 'pipehand.db'),
    slack: {
      botToken: slack.team().botToken,
      signingSecret: secret,
      apiUrl,
      command: '/pipeline',
      progress: 'classic',
    },
  };
  const children = [
    startProcess('slack-process.ts', JSON.stringify(settings)),
    startProcess('bolt-process.ts', secret),
  ];
  try {
    const [ours = 0, bolts = 0] = await Promise.all(children.map(portOf));
    const { drive, introduce } = createSignedLoad({ secret, ...load });
    for (const port of [ours, bolts]) {
      await introduce(port);
      await drive(port, 10, lasts.warming);
    }
    const met: boolean[] = [];
    for (const level of levels) {
      const measured: Round[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const us = await drive(ours, level, lasts.round);
        const bolt = await drive(bolts, level, lasts.round);
        measured.push({ us, bolt, floor: await syncs(join(folder, `floor-${level}-${round}.db`)) });
      }
      met.push(say(level, measured));
    }
    return met.every(Boolean);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await slack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function say(level: number, measured: readonly Round[]): boolean {
  const middle = (of: (round: Round) => number) => median(measured.map(of));
  const rate = middle(({ us }) => us.rate);
  const p99 = middle(({ us }) => us.p99);
  const share = middle(({ us, bolt }) => us.rate / bolt.rate);
  const isRateMet = level === 1 || (rate >= targets.rate && share >= targets.share);
  const isMet = isRateMet && p99 < targets.p99;
  const wanted =
    level === 1 ? '' : `at least ${whole(targets.share * 100)} %, at least ${whole(targets.rate)} a second, `;
  console.log(
    [
      `slack, ${level} at a time: ${whole(rate)} commands acknowledged a second, p99 ${p99.toFixed(1)} ms`,
      `bare Bolt ${whole(middle(({ bolt }) => bolt.rate))} a second, p99 ${middle(({ bolt }) => bolt.p99).toFixed(1)} ms`,
      `${whole(share * 100)} % of it`,
      `floor ${whole(middle(({ floor }) => floor))} bare inserts a second`,
    ].join(', '),
    `(target: ${wanted}p99 under ${targets.p99} ms; ${isMet ? 'met' : 'missed'})`,
  );
  return isMet;
}

/** Rows that are inserted and synced to this disk in a second, one after the other. */
async function syncs(file: string): Promise<number> {
  const floor = sqliteFloor(file);
  const began = performance.now();
  let count = 0;
  for (; performance.now() < began + lasts.floor; count += 1) await floor.insert(String(count), 'x'.repeat(280));
  const rate = (count * 1_000) / (performance.now() - began);
  await floor.close();
  return rate;
}

function startProcess(program: string, argument: string): ChildProcess {
  const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, program), argument];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The port that the process says. */
async function portOf({ stdout }: ChildProcess): Promise<number> {
  if (!stdout) throw new Error('the process says nothing');
  const [said] = await once(stdout, 'data');
  return Number(String(said));
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
