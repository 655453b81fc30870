import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { ChannelRef, Incoming, Limit } from '../../src/chat/platform.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type BotSettings, type BotState, crashed } from './bot-settings.ts';
import { createQuickClock } from './quick-clock.ts';
import { createStandInPlatform, type PlatformRequest, type StandInPlatform } from './stand-in-platform.ts';
import { type Fault, serveStandIn } from './stand-in-server.ts';
import { createStandInService, type ServiceRequest, type StandInService } from './stand-in-service.ts';

/** A platform that lets us do what we like, unless a test says otherwise. */
const generous: readonly Limit[] = [{ method: 'post', scope: 'channel', count: 1_000, perMs: 1_000 }];

const program = fileURLToPath(new URL('./bot.ts', import.meta.url));

/** One bot process. */
export interface Bot {
  pid: number;
  url: string;
  /** Over when the process is, however it ended. */
  ended: Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
  /** Undefined when it does not answer. */
  state(): Promise<BotState | undefined>;
}

/** Stand-ins of the world around any number of bots that share a store. */
export interface Rig {
  platform: StandInPlatform;
  service: StandInService;
  settings: BotSettings;
  /** The database, unless the bots share a PostgreSQL. */
  file: string;
  /** What goes wrong with requests; nothing at first. */
  faults: {
    platform(request: PlatformRequest): Fault | undefined;
    service(request: ServiceRequest): Fault | undefined;
  };
  /** Requests that the stand-ins will take later. */
  pending(): number;
  /** Whether the crash plan of a bot was carried out. */
  hasCrashed(): boolean;
  /** Ends the stand-ins before the test ends. */
  close(): void;
  /** Starts one more bot; undefined when it ended before it was ready, as a crash plan may want. */
  start(changes?: Partial<BotSettings>): Promise<Bot | undefined>;
}

/** 15 seconds of patience take less than one, and a connection on this machine still has time enough. */
const usualSpeed = 20;

/** Opens a world for bots; everything in it ends with the test. */
export async function openRig(
  changes: Partial<BotSettings> & { repeats?: number; speed?: number; stateLasts?: number } = {},
): Promise<Rig> {
  const { repeats = 0, speed = usualSpeed, stateLasts = 1_000, ...changed } = changes;
  const time = { epoch: Date.now(), speed };
  const clock = createQuickClock(time);
  const limits = changes.limits ?? generous;
  const platform = createStandInPlatform({ limits, now: clock.now });
  const service = createStandInService({ clock, stateLasts, repeats });
  const faults: Rig['faults'] = { platform: () => undefined, service: () => undefined };
  const platformServer = await serveStandIn({ standIn: platform, faultFor: (request) => faults.platform(request) });
  const serviceServer = await serveStandIn({ standIn: service, faultFor: (request) => faults.service(request) });
  const home = temporaryFolder();
  const file = join(home, 'pipehand.db');
  const settings: BotSettings = {
    home,
    address: { file },
    platformUrl: platformServer.url,
    serviceUrl: serviceServer.url,
    isSearchable: true,
    limits,
    time,
    hearing: [],
    ...changed,
  };
  function close(): void {
    platformServer.close();
    serviceServer.close();
  }
  onTestFinished(close);
  const pending = () => platformServer.pending() + serviceServer.pending();
  return {
    platform,
    service,
    settings,
    file,
    faults,
    pending,
    hasCrashed: () => existsSync(join(home, crashed)),
    close,
    start: (more) => startBot({ ...settings, ...more }),
  };
}

async function startBot(settings: BotSettings): Promise<Bot | undefined> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, JSON.stringify(settings)], {
    // A process that is planned to meet an error may end by it, with many words.
    stdio: ['ignore', 'pipe', settings.crash ? 'ignore' : 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'pipehand-compile-cache') },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  onTestFinished(() => void child.kill('SIGKILL'));
  const port = await Promise.race([readyPort(child), ended.then(() => undefined)]);
  if (port === undefined) return undefined;
  const url = `http://127.0.0.1:${port}`;
  return {
    pid: child.pid ?? 0,
    url,
    ended,
    kill: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
    async state() {
      try {
        const state: BotState = JSON.parse(await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text());
        return state;
      } catch {
        return undefined;
      }
    },
  };
}

function readyPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('ready ')) resolve(line.slice(6));
    });
  });
}

/** Hands a request to a bot as a platform does: true when it was acknowledged. */
export async function deliver(bot: Bot, incoming: Incoming): Promise<boolean> {
  try {
    const request = { method: 'POST', body: JSON.stringify(incoming), signal: AbortSignal.timeout(3_000) };
    return (await fetch(bot.url, request)).status === 200;
  } catch {
    return false;
  }
}

/** A channel of the workspace T1. */
export function channel(id: string): ChannelRef {
  return { platform: 'slack', tenant: 'T1', id };
}

/** A request for one run. */
export function runRequest(key: string, channelId: string, at: number, text = 'run p'): Incoming {
  const user = { platform: 'slack', tenant: 'T1', id: 'U1', name: 'Ada', kind: 'member' } as const;
  return { key, text, user, channel: channel(channelId), surface: 'slash', at };
}
