import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../../../src/clock.ts';
import type { JsonObject } from '../slack/json.ts';
import { createRateLimits, type RateLimit } from '../slack/web-api/rate-limits.ts';
import type { Operation } from './answer.ts';
import { createDoors } from './doors.ts';
import { createFaults, type Fault, type FaultFor, type PlannedFault } from './faults.ts';
import { createKeys, type Keys, type SigningKey } from './keys.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { teamsLimits } from './limits.ts';
import { createLogin } from './login.ts';
import { createMessages, type Message } from './messages.ts';
import type { Parts, Registration } from './parts.ts';
import { type Actor, createActor } from './person/actor.ts';
import { serve } from './server.ts';
import { createPostOffice, type PostOffice } from './to-bot/post-office.ts';
import { type Conversation, createWorld, guidOf, type Person, type Team, threadId } from './world.ts';

/** What may be different: the time, the rate limits (Teams'), and the hosts that links on cards may lead to (its own only). */
export interface TeamsOptions {
  clock?: Clock;
  limits?: readonly RateLimit[];
  linkHosts?: readonly string[];
}

/** Teams, as far as a bot can tell. What it keeps to is in `rules.ts`; conversations and people are as the test makes them. */
export interface Teams extends Registration {
  /** The Connector: the `serviceUrl` of every activity, with a slash at its end. */
  readonly connectorUrl: string;
  /** Instead of `https://login.botframework.com/v1/.well-known/openidconfiguration`. */
  readonly openIdMetadataUrl: string;
  /** Instead of `https://login.microsoftonline.com`: `<tenant>/oauth2/v2.0/token` comes after it. */
  readonly loginUrl: string;
  /** Everything that happened. */
  readonly ledger: Ledger;
  /** The keys that tokens are signed with. */
  readonly keys: Omit<Keys, 'published'>;
  /** The settings with which `npm start` talks to this Teams and to nobody else. */
  environment(): Record<string, string>;
  /** A team; its first channel is called like it. */
  addTeam(name: string): Team;
  /** A channel of a team with everybody and the app in it, unless it is said otherwise. */
  addChannel(name: string, as?: Partial<Conversation>): Conversation;
  /** A group chat with the app in it. Without members, everybody is in it. */
  addChat(name: string, as?: Partial<Conversation>): Conversation;
  /** A conversation by its name or id, which may be changed: left by the app, blocked, deleted. A chat is called after its person. */
  conversation(nameOrId: string): Conversation;
  /** A person, made at the first mention of them; `as` says what is special about them. */
  asUser(handle: string, as?: Partial<Omit<Person, 'handle' | 'mri'>>): Actor;
  /** Where the bot listens: the whole address, such as `http://127.0.0.1:3978/api/messages`. */
  sendTo(url: string): void;
  /** Makes the next calls of an operation go wrong. */
  fail(operation: Operation, fault: Fault, only?: FaultFor): PlannedFault;
  /** The bot's messages in a conversation, in threads too, as they stand now, oldest first. */
  messagesIn(conversation: string): readonly Message[];
  /** Everybody's messages, otherwise the same. */
  everythingIn(conversation: string): readonly Message[];
  /** Somebody deletes a message. */
  remove(message: Message): void;
  /** Signs with a new key from now on. */
  rotateKeys(oldOnes?: 'stay' | 'go'): SigningKey;
  /** A token for the bot, with the key that is signed with now unless another is given. */
  sign(claims: JsonObject, key?: SigningKey, header?: JsonObject): string;
  /** Makes every token useless that the bot was given until now. */
  revokeTokens(): void;
  /** Requests to the bot of which nothing need be right. */
  readonly raw: Pick<PostOffice, 'raw' | 'claimsFor' | 'headersFor'>;
  close(): Promise<void>;
}

/** Starts a Teams of one tenant on a free port of the loopback. */
export async function startTeams({
  clock = systemClock,
  limits = teamsLimits,
  linkHosts = [],
}: TeamsOptions = {}): Promise<Teams> {
  const closing = new AbortController();
  const appId = guidOf(randomBytes(8).toString('hex'));
  const registration: Registration = {
    appId,
    appPassword: `${randomBytes(3).toString('hex')}~${randomBytes(17).toString('base64url')}`,
    tenant: guidOf(`tenant ${appId}`),
    botId: `28:${appId}`,
    botName: 'Pipehand',
    issuer: 'https://api.botframework.com',
  };
  const world = createWorld(registration.tenant);
  const keys = createKeys();
  const faults = createFaults();
  const parts: Parts = {
    clock,
    registration,
    world,
    messages: createMessages(clock),
    ledger: createLedger(),
    keys,
    linkHosts: new Set([...linkHosts, 'teams.microsoft.com']),
    serviceUrl: () => `${origin}/emea/`,
  };
  const login = createLogin(parts);
  let target = 'http://127.0.0.1:9/api/messages';
  const post = createPostOffice(parts, () => target, closing.signal);
  const prepare = createDoors(parts, login, createRateLimits(limits, clock));
  const { origin, close } = await serve({ clock, prepare, faultFor: faults.take });

  function conversation(nameOrId: string): Conversation {
    const person = world.person(nameOrId);
    const found = world.conversation(nameOrId) ?? (person && world.personal(person));
    if (!found) throw new Error(`there is no conversation ${nameOrId}`);
    return found;
  }

  function shown(nameOrId: string, isWanted: (message: Message) => boolean): readonly Message[] {
    const { id } = conversation(nameOrId);
    const there = parts.messages.all().filter((one) => one.conversation === id && !one.isDeleted);
    return there.filter(isWanted).map((message) => ({ ...message }));
  }

  function addTeam(name: string): Team {
    const team = world.addTeam(name);
    const { id } = team;
    world.addConversation({ id, kind: 'channel', name, team, members: undefined, hasApp: true, isDeleted: false });
    return team;
  }

  const openIdMetadataUrl = `${origin}/v1/.well-known/openidconfiguration`;

  return {
    ...registration,
    connectorUrl: parts.serviceUrl(),
    openIdMetadataUrl,
    loginUrl: origin,
    ledger: parts.ledger,
    keys,
    environment: () => ({
      MicrosoftAppId: registration.appId,
      MicrosoftAppPassword: registration.appPassword,
      MicrosoftAppTenantId: registration.tenant,
      MicrosoftAppType: 'SingleTenant',
      BOT_OPENID_METADATA: openIdMetadataUrl,
      BOT_TOKEN_ISSUER: registration.issuer,
      BOT_LOGIN_URL: origin,
    }),
    addTeam,
    addChannel(name, as = {}) {
      const team = as.team ?? world.teams()[0] ?? addTeam('Research');
      const usual = { kind: 'channel', members: undefined, hasApp: team.hasApp, isDeleted: false } as const;
      return world.addConversation({ id: threadId('tacv2'), name, team, ...usual, ...as });
    },
    addChat: (name, as = {}) =>
      world.addConversation({
        id: threadId('v2'),
        kind: 'groupChat',
        name,
        members: undefined,
        hasApp: true,
        isDeleted: false,
        ...as,
      }),
    conversation,
    asUser(handle, as = {}) {
      const person = world.person(handle) ?? world.addPerson(handle, as);
      return createActor(parts, post, Object.assign(person, as));
    },
    sendTo(url) {
      target = url;
    },
    fail: faults.plan,
    messagesIn: (nameOrId) => shown(nameOrId, ({ isOurs }) => isOurs),
    everythingIn: (nameOrId) => shown(nameOrId, () => true),
    remove(message) {
      const found = parts.messages.find(message.conversation, message.id);
      if (found) found.isDeleted = true;
    },
    rotateKeys: keys.rotate,
    sign: post.sign,
    revokeTokens: login.revoke,
    raw: post,
    async close() {
      closing.abort();
      await close();
    },
  };
}
