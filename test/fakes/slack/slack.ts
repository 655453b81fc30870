import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { createFaults, type Fault, type FaultFor, type PlannedFault } from './faults.ts';
import { createHandles } from './handles.ts';
import type { JsonObject } from './json.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createMessages, type Message } from './messages.ts';
import type { Parts } from './parts.ts';
import { type Actor, createActor } from './person/actor.ts';
import { serve } from './server.ts';
import type { Delivery, Sending } from './to-app/delivery.ts';
import { eventCallback, saidEvent } from './to-app/payloads.ts';
import { createPostOffice } from './to-app/post-office.ts';
import { sendOverHttp } from './to-app/send-http.ts';
import { createSockets, type Sockets } from './to-app/sockets.ts';
import { createDoors } from './web-api/doors.ts';
import { createRateLimits, type RateLimit, slackLimits } from './web-api/rate-limits.ts';
import { type Channel, createWorld, type Person, type Team } from './world.ts';

/** The workspace that is there from the beginning. */
const firstTeam = 'T1';

/** What a bot needs to be talked to, to answer, and to look up where, whom and what it said. */
const usualScopes = [
  ...['commands', 'app_mentions:read', 'chat:write', 'users:read', 'files:write'],
  ...['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  ...['channels:history', 'groups:history', 'im:history', 'mpim:history'],
];

/** What may be different: the time, the rate limits (Slack's), the scopes of the first workspace's token. */
export interface SlackOptions {
  clock?: Clock;
  limits?: readonly RateLimit[];
  scopes?: readonly string[];
}

/** Slack, as far as a bot can tell. What it keeps to is in `rules.ts`; channels and people are as the test makes them. */
export interface Slack {
  /** Instead of `https://slack.com/api/`. Response URLs, upload URLs and sockets are at the same host and port. */
  readonly apiUrl: string;
  readonly signingSecret: string;
  readonly appToken: string;
  readonly appId: string;
  /** Everything that happened. */
  readonly ledger: Ledger;
  /** The connections of Socket Mode. */
  readonly sockets: Omit<Sockets, 'methods' | 'accept' | 'send'>;
  /** A workspace: its bot token, its scopes and whether the token is valid, which may be changed. */
  team(id?: string): Team;
  addTeam(id: string, scopes?: readonly string[]): Team;
  /** A public channel with everybody and the app in it, unless it is said otherwise. */
  addChannel(id: string, as?: Partial<Channel>): Channel;
  /** A conversation, which may be changed: archived, or left by the app. */
  channel(id: string, team?: string): Channel;
  /** A person, made at the first mention of them; `as` says what is special about them. */
  asUser(id: string, as?: Partial<Omit<Person, 'id'>>): Actor;
  /** Where the app listens: its request URL, or a socket, which is where it begins. */
  sendTo(target: string | 'socket'): void;
  /** Makes the next calls of a method go wrong; `response_url` and `upload` count as methods. */
  fail(method: string, fault: Fault, only?: FaultFor): PlannedFault;
  /** The app's messages for all in a channel, in threads too, as they stand now, oldest first. */
  messagesIn(channel: string, team?: string): readonly Message[];
  /** Everybody's messages, otherwise the same. */
  conversation(channel: string, team?: string): readonly Message[];
  /** What the app shows in a channel to one person only. */
  onlyFor(user: string, channel: string, team?: string): readonly Message[];
  /** Somebody deletes a message. */
  remove(message: Message): void;
  /** Removes the app from a workspace: its token is of no use any more, and the app is told. */
  uninstall(team?: string): Promise<readonly Delivery[]>;
  /** Any event of a workspace, and the question with which Slack makes sure of a request URL. */
  event(event: JsonObject, sending?: Sending, team?: string): Promise<Delivery>;
  verifyUrl(challenge: string, sending?: Sending): Promise<Delivery>;
  close(): Promise<void>;
}

/** Starts a Slack of one workspace, `T1`, on a free port of the loopback. */
export async function startSlack({
  clock = systemClock,
  limits = slackLimits,
  scopes,
}: SlackOptions = {}): Promise<Slack> {
  const closing = new AbortController();
  const signingSecret = randomBytes(16).toString('hex');
  const world = createWorld();
  const ledger = createLedger();
  const faults = createFaults();
  const parts: Parts = {
    clock,
    world,
    ledger,
    messages: createMessages(clock),
    handles: createHandles(clock),
    origin: () => origin,
    echo,
  };
  const sockets = createSockets({
    clock,
    appId: world.appId,
    address: () => origin.replace('http', 'ws'),
    onStray: (text) => ledger.strays.push(text),
  });
  const prepare = createDoors(parts, sockets.methods, createRateLimits(limits, clock), faults);
  let target: string | 'socket' = 'socket';
  const post = createPostOffice({
    clock,
    closing: closing.signal,
    note: (delivery) => ledger.deliveries.push(delivery),
    attempt: (outbound, sending) =>
      target === 'socket'
        ? sockets.send(outbound, sending)
        : sendOverHttp({ url: target, secret: signingSecret, clock }, outbound, sending),
  });

  /** An app hears what is said in its direct conversations, also by itself. */
  function echo(message: Message): void {
    if (!world.team(message.team).scopes.has('im:history')) return;
    const payload = eventCallback(parts, message.team, saidEvent(parts, 'message', message));
    void post.send({ kind: 'events_api', payload });
  }

  function event(happened: JsonObject, sending?: Sending, team = firstTeam): Promise<Delivery> {
    return post.send({ kind: 'events_api', payload: eventCallback(parts, team, happened) }, sending);
  }

  function shown(channel: string, team: string, isWanted: (message: Message) => boolean): readonly Message[] {
    const there = parts.messages.all().filter((one) => one.team === team && one.channel === channel && !one.isDeleted);
    return there.filter(isWanted).map((message) => ({ ...message }));
  }

  const { origin, close } = await serve({ clock, prepare, upgrade: sockets.accept });
  world.addTeam(firstTeam, scopes ?? usualScopes);

  return {
    apiUrl: `${origin}/api/`,
    signingSecret,
    appToken: world.appToken,
    appId: world.appId,
    ledger,
    sockets,
    event,
    team: (id = firstTeam) => world.team(id),
    addTeam: (id, granted = usualScopes) => world.addTeam(id, granted),
    addChannel: (id, as = {}) =>
      world.addChannel({
        id,
        team: firstTeam,
        name: id.toLowerCase(),
        kind: 'public',
        members: undefined,
        hasApp: true,
        isArchived: false,
        ...as,
      }),
    channel(id, team = firstTeam) {
      const channel = world.channel(team, id);
      if (!channel) throw new Error(`there is no channel ${id}`);
      return channel;
    },
    asUser(id, { team = firstTeam, ...as } = {}) {
      const usual = { name: id.toLowerCase(), homeTeam: team, isGuest: false, isBot: false, isDeleted: false };
      const person = world.person(team, id) ?? world.addPerson({ id, team, ...usual });
      return createActor(parts, post, Object.assign(person, as));
    },
    sendTo(where) {
      target = where;
    },
    fail: faults.plan,
    messagesIn: (channel, team = firstTeam) => shown(channel, team, (one) => one.isOurs && one.onlyFor === undefined),
    conversation: (channel, team = firstTeam) => shown(channel, team, (one) => one.onlyFor === undefined),
    onlyFor: (user, channel, team = firstTeam) => shown(channel, team, (one) => one.onlyFor === user),
    remove({ team, channel, ts }) {
      const message = parts.messages.find(team, channel, ts);
      if (message) message.isDeleted = true;
    },
    uninstall(team = firstTeam) {
      world.team(team).token = 'inactive';
      const tokens = { oauth: [], bot: [world.team(team).botUser] };
      return Promise.all([
        event({ type: 'tokens_revoked', tokens }, {}, team),
        event({ type: 'app_uninstalled' }, {}, team),
      ]);
    },
    verifyUrl: (challenge, sending) =>
      post.send({ kind: 'events_api', payload: { type: 'url_verification', token: '', challenge } }, sending),
    async close() {
      closing.abort();
      sockets.cut();
      await close();
    },
  };
}
