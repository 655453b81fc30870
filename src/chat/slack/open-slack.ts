import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Meters } from '../../observe/meters.ts';
import type { Route } from '../../web/route.ts';
import type { ChatPlatform, Incoming } from '../platform.ts';
import { createButtons } from './buttons.ts';
import { checkSlack, type SlackCheck } from './checks.ts';
import { createFront } from './front.ts';
import { slackRoute } from './http-door.ts';
import { createIdentityKeeper } from './identity.ts';
import { createPeople } from './people.ts';
import { createRateGate } from './rate-gate.ts';
import { createReception, linesPerMinute } from './reception.ts';
import { renderForSlack } from './render/render.ts';
import type { Progress } from './rendering.ts';
import { createReplays } from './replays.ts';
import { createRooms } from './rooms.ts';
import { createShow } from './show-message.ts';
import { clientOptions, createSlackApi } from './slack-api.ts';
import { createSlackPlatform } from './slack-platform.ts';
import type { SlackStore } from './slack-schema.ts';
import { createSocketDoor } from './socket-door.ts';
import { createTakePressed } from './take-pressed.ts';
import { createTakeSaid } from './take-said.ts';
import { createTakeSlash } from './take-slash.ts';
import { createTell } from './tell.ts';

const hour = 3_600_000;

/** How long buttons are known after their message was last sent. */
const buttonsKeptFor = 90 * 24 * hour;

/** What `SLACK_…` says. Requests come over HTTP where there is a signing secret, over a socket where there is an app token. */
export interface SlackSettings {
  botToken: string;
  signingSecret?: string;
  appToken?: string;
  apiUrl?: string;
  progress: Progress;
}

export interface SlackOptions {
  settings: SlackSettings;
  store: SlackStore;
  /** Commits a request; only then Slack is told that it was received. */
  accept(incoming: Incoming): Promise<'accepted' | 'duplicate'>;
  /** Teams that are served; without any the one of the token. */
  allowedTeams?: readonly string[];
  /** Hosts that links on cards may lead to. */
  linkHosts: readonly string[];
  /** Lines of one channel in a minute; 30 unless it is told. */
  linesPerMinute?: number;
  meters: Pick<Meters, 'received' | 'rateLimited'>;
  clock: Clock;
  random: () => number;
  log: Log;
}

/** Slack, wired up: the way in, the way out, and what `doctor` says of both. */
export interface Slack {
  platform: ChatPlatform;
  /** To be mounted on the web server; empty without a signing secret. */
  routes: readonly Route[];
  /** Begins to listen over Socket Mode and learns who we are; returns at once and never throws. */
  start(): void;
  /** Takes nothing new over Socket Mode, and ends what `start` began. The store must still be open. */
  close(): Promise<void>;
  checks(): Promise<readonly SlackCheck[]>;
}

/** Makes Slack of its settings. Nothing is asked of Slack before `start`, a request or a message. */
export function openSlack(options: SlackOptions): Slack {
  const { settings, store, clock, random, log } = options;
  const client = clientOptions(settings.apiUrl, clock, log);
  const api = createSlackApi(settings.botToken, client, clock, (method) => options.meters.rateLimited('slack', method));
  const identity = createIdentityKeeper(api, clock);
  const buttons = createButtons(store, clock.now);
  const rooms = createRooms(api, clock);
  const allowed = new Set(options.allowedTeams);
  let ownTeam: string | undefined;

  async function self(withinMs: number) {
    const found = await identity.get(withinMs);
    ownTeam = found.team;
    return found;
  }

  function isOurs(team: string): boolean {
    return allowed.size === 0 ? team === ownTeam : allowed.has(team);
  }

  const reception = createReception({
    accept: options.accept,
    identity: self,
    isOurs,
    people: createPeople(api, clock, { identity: self, isOurs }),
    gate: createRateGate(options.linesPerMinute ?? linesPerMinute, clock.elapsed),
    tell: createTell(api, log),
    meters: options.meters,
    clock,
  });
  const front = createFront({
    takeSlash: createTakeSlash(reception, rooms, log),
    takeSaid: createTakeSaid(reception),
    takePressed: createTakePressed(reception, buttons),
    botToken: settings.botToken,
    client,
    removed({ team_id: team, event: { type } }) {
      if (!isOurs(team)) return;
      log.warn(
        { team, event: type },
        'Pipehand was removed from Slack, or its token was revoked; messages wait for a new one',
      );
      identity.forget();
    },
    log,
  });
  const { signingSecret, appToken } = settings;
  const socket = appToken === undefined ? undefined : createSocketDoor({ appToken, client, front, clock, random, log });
  const ended = new AbortController();
  let isStarted = false;

  async function forgetOldButtons(): Promise<void> {
    while (!ended.signal.aborted) {
      await buttons
        .forget(clock.now() - buttonsKeptFor)
        .catch((error) => log.warn({ err: error }, 'old buttons could not be forgotten'));
      await clock.wait(hour, ended.signal);
    }
  }

  return {
    platform: createSlackPlatform({
      api,
      identity,
      show: createShow({
        buttons,
        render: renderForSlack,
        progress: settings.progress,
        linkHosts: new Set(options.linkHosts),
        log,
      }),
      rooms,
      clock,
    }),
    routes:
      signingSecret === undefined
        ? []
        : [slackRoute({ signingSecret, front, replays: createReplays(clock.now), clock, log })],
    start() {
      isStarted = true;
      self(10_000).catch((error) => log.warn({ err: error }, 'Slack does not say who Pipehand is; it is asked again'));
      void forgetOldButtons();
      socket?.start();
    },
    async close() {
      ended.abort();
      await socket?.close();
    },
    checks: () => checkSlack({ api, identity, connected: isStarted ? socket?.connected : undefined }),
  };
}
