import type { Check } from '../../check.ts';
import type { Clock } from '../../clock.ts';
import type { SlackConfig } from '../../config/slack.ts';
import type { Log } from '../../log.ts';
import type { Meters } from '../../observe/meters.ts';
import type { Route } from '../../web/route.ts';
import type { ChatPlatform, Forms, Incoming, RunFile } from '../platform.ts';
import { createButtons } from '../shared/buttons.ts';
import type { ChatStore } from '../shared/chat-schema.ts';
import { createIntake } from '../shared/intake.ts';
import { type Keeper, keptFor } from '../shared/keepers.ts';
import { createOpenForms } from '../shared/open-forms.ts';
import { createRateGate, linesPerMinute } from '../shared/rate-gate.ts';
import { createAskByForm } from './ask-by-form.ts';
import { checkSlack } from './checks.ts';
import { createFront } from './front.ts';
import { slackRoute } from './http-door.ts';
import { createIdentityKeeper } from './identity.ts';
import { createNames } from './names.ts';
import { createPeople } from './people.ts';
import { createReception } from './reception.ts';
import { renderForSlack } from './render/render.ts';
import { createReplays } from './replays.ts';
import { createRooms } from './rooms.ts';
import { createShow } from './show-message.ts';
import { clientOptions, createSlackApi } from './slack-api.ts';
import { createSlackPlatform } from './slack-platform.ts';
import { createSocketDoor } from './socket-door.ts';
import { createTakeForm } from './take-form.ts';
import { createTakePressed } from './take-pressed.ts';
import { createTakeSaid } from './take-said.ts';
import { createTakeSlash } from './take-slash.ts';
import { createTell } from './tell.ts';
import { createTypedCommand } from './typed-command.ts';
import { createTypedLines } from './typed-lines.ts';
import { createUploads } from './upload.ts';

export interface SlackOptions {
  /** Requests come over HTTP where there is a signing secret, over a socket where there is an app token. */
  settings: SlackConfig;
  store: ChatStore;
  /** Commits a request; only then Slack is told that it was received. */
  accept(incoming: Incoming): Promise<'accepted' | 'duplicate'>;
  /** What forms ask for, and what they mean when they are sent. */
  forms: Forms;
  /** Whether somebody could say this text. */
  isLine(text: string): boolean;
  /** The bytes of a file of a run, and what it is called; throws for one that is not there. */
  readFile(file: RunFile): Promise<{ name: string; bytes: Uint8Array }>;
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
  /** What is to be made to forget. */
  keepers: readonly Keeper[];
  /** Begins to listen over Socket Mode and learns who we are; returns at once and never throws. */
  start(): void;
  /** Takes nothing new over Socket Mode. The store must still be open. */
  close(): Promise<void>;
  checks(): Promise<readonly Check[]>;
}

/** Makes Slack of its settings. Nothing is asked of Slack before `start`, a request or a message. */
export function openSlack(options: SlackOptions): Slack {
  const { settings, store, forms, clock, random, log } = options;
  const client = clientOptions(settings.apiUrl, clock, log);
  const api = createSlackApi(settings.botToken, client, clock, (method) => options.meters.rateLimited('slack', method));
  const identity = createIdentityKeeper(api, clock);
  const buttons = createButtons(store, clock.now);
  const kept = createOpenForms(store, clock.now);
  const uploads = createUploads({ api, store, readFile: options.readFile, now: clock.now, log });
  const rooms = createRooms(api, clock);
  let ownTeam: string | undefined;

  async function self(withinMs: number) {
    const found = await identity.get(withinMs);
    ownTeam = found.team;
    return found;
  }

  function isOurs(team: string): boolean {
    return team === ownTeam;
  }

  const people = createPeople(api, clock, { identity: self, isOurs });
  const reception = createReception({
    intake: createIntake({
      platform: 'slack',
      accept: options.accept,
      gate: createRateGate(options.linesPerMinute ?? linesPerMinute, clock.elapsed),
      meters: options.meters,
      clock,
    }),
    identity: self,
    isOurs,
    people,
    askByForm: createAskByForm({ forms, kept, api, clock, log }),
    tell: createTell(api, log),
  });
  const takeSlash = createTakeSlash(reception, rooms, log);
  const typedCommand = createTypedCommand(settings.command, log);
  const front = createFront({
    takeSlash(command) {
      typedCommand.note(command.command);
      return takeSlash(command);
    },
    takeSaid: createTakeSaid(reception),
    takePressed: createTakePressed(reception, buttons),
    takeForm: createTakeForm({ reception, kept, forms, clock, log }),
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
  let isStarted = false;

  return {
    platform: createSlackPlatform({
      api,
      identity,
      show: createShow({
        buttons,
        render: renderForSlack,
        progress: settings.progress,
        linkHosts: new Set(options.linkHosts),
        names: createNames(people),
        log,
      }),
      rooms,
      typedLines: createTypedLines({ command: settings.command, isLine: options.isLine, identity }),
      uploads,
      clock,
    }),
    routes:
      signingSecret === undefined
        ? []
        : [slackRoute({ signingSecret, front, replays: createReplays(clock.now), clock, log })],
    keepers: [
      { keptFor: keptFor.buttons, forget: buttons.forget },
      { keptFor: keptFor.forms, forget: kept.forget },
      { keptFor: keptFor.files, forget: uploads.forget },
    ],
    start() {
      isStarted = true;
      self(10_000).catch((error) => log.warn({ err: error }, 'Slack does not say who Pipehand is; it is asked again'));
      socket?.start();
    },
    async close() {
      await socket?.close();
    },
    checks: async () => [
      ...(await checkSlack({ api, identity, connected: isStarted ? socket?.connected : undefined })),
      ...typedCommand.checks(),
    ],
  };
}
