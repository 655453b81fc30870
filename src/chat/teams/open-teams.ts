import type { Check } from '../../check.ts';
import type { Clock } from '../../clock.ts';
import type { TeamsConfig } from '../../config/teams.ts';
import type { Log } from '../../log.ts';
import type { Meters } from '../../observe/meters.ts';
import type { Route } from '../../web/route.ts';
import type { ChatPlatform, Forms, Incoming } from '../platform.ts';
import { createButtons } from '../shared/buttons.ts';
import { createIntake } from '../shared/intake.ts';
import { type Keeper, keptFor } from '../shared/keepers.ts';
import { createOpenForms } from '../shared/open-forms.ts';
import { createRateGate, linesPerMinute } from '../shared/rate-gate.ts';
import { checkTeams } from './checks.ts';
import { createConnector } from './connector.ts';
import { createConversations } from './conversations.ts';
import type { Front, Takers } from './front.ts';
import { teamsRoute } from './http-door.ts';
import { createNames } from './names.ts';
import { createPeople } from './people.ts';
import { createReception, type Say } from './reception.ts';
import { createSend } from './send.ts';
import { createShow } from './show-message.ts';
import { createSigningKeys } from './signing-keys.ts';
import { createTakeSentForm, createTakeWantedForm } from './take-form.ts';
import { createTakePlace, welcomeText } from './take-place.ts';
import { createPress, createTakePressed } from './take-pressed.ts';
import { createTakeEdited, createTakeSaid } from './take-said.ts';
import { createTeamsPlatform } from './teams-platform.ts';
import type { TeamsStore } from './teams-schema.ts';
import { createLoadByIdentity, createLoadByPassword, createTokens } from './tokens.ts';
import { createIsServiceUrl, publicCloud } from './trust.ts';
import { createVerify } from './verify-token.ts';
import { createWhisper } from './whisper.ts';

export interface TeamsOptions {
  settings: TeamsConfig;
  store: TeamsStore;
  /** Commits a request; only then Teams is told that it was received. */
  accept(incoming: Incoming): Promise<'accepted' | 'duplicate'>;
  say: Say;
  /** What forms ask for, and what they mean when they are sent. */
  forms: Forms;
  /** Hosts that links on cards may lead to. */
  linkHosts: readonly string[];
  /** Lines of one conversation in a minute; 30 unless it is told. */
  linesPerMinute?: number;
  meters: Pick<Meters, 'received' | 'rateLimited'>;
  clock: Clock;
  log: Log;
}

/** Teams, wired up: the way in, the way out, and what `doctor` says of both. */
export interface Teams {
  platform: ChatPlatform;
  /** To be mounted on the web server. */
  routes: readonly Route[];
  /** What is to be made to forget. */
  keepers: readonly Keeper[];
  /** Learns the keys of Teams; returns at once and never throws. */
  start(): void;
  checks(): Promise<readonly Check[]>;
}

/** Makes Teams of its settings. Nothing is asked of Microsoft before `start`, a request or a message. */
export function openTeams(options: TeamsOptions): Teams {
  const { settings, store, forms, say, meters, clock, log } = options;
  const { appId, tenantId: tenant, appPassword } = settings;
  const { openIdMetadata, tokenIssuer: issuer, loginUrl } = { ...publicCloud, ...settings };
  const isServiceUrl = createIsServiceUrl(openIdMetadata);
  const keys = createSigningKeys(openIdMetadata, clock, log);
  const scope = `${issuer}/.default`;
  const load =
    appPassword === undefined
      ? createLoadByIdentity({ appId, tenant, scope })
      : createLoadByPassword({ loginUrl, tenant, appId, appPassword, scope });
  const tokens = createTokens(load, clock);
  const limited = (method: string) => meters.rateLimited('teams', method);
  const connector = createConnector({ tokens, isServiceUrl, clock, limited });
  const conversations = createConversations(store, clock.now);
  const people = createPeople(connector, tenant, clock);
  const buttons = createButtons(store, clock.now);
  const kept = createOpenForms(store, clock.now);
  const reception = createReception({
    intake: createIntake({
      platform: 'teams',
      accept: options.accept,
      gate: createRateGate(options.linesPerMinute ?? linesPerMinute, clock.elapsed),
      meters,
      clock,
    }),
    ...{ conversations, people, tenant, say, clock },
  });
  const press = createPress(reception, buttons);
  const takers: Takers = {
    takeSaid: createTakeSaid(reception, press),
    takeEdited: createTakeEdited(reception),
    takePlace: createTakePlace(reception, conversations, welcomeText),
    takePressed: createTakePressed(reception, press),
    takeWantedForm: createTakeWantedForm({ reception, buttons, forms, kept, clock, log }),
    takeSentForm: createTakeSentForm({ reception, forms, kept, clock, log }),
  };
  let loading: Promise<Front> | undefined;

  /** botbuilder takes a second or two to load. */
  function front(): Promise<Front> {
    loading ??= import('./front.ts').then(({ createFront }) => createFront(takers, log));
    return loading;
  }

  const send = createSend(connector, tenant);
  const linkHosts = new Set(options.linkHosts);
  const show = createShow({ buttons, linkHosts, names: createNames(people), log });
  const whisper = createWhisper({ connector, conversations, show, send, tenant });

  return {
    platform: createTeamsPlatform({ connector, conversations, show, send, whisper, clock }),
    routes: [
      teamsRoute({
        front,
        verify: createVerify({ keys, issuer, appId, now: clock.now }),
        ...{ isServiceUrl, tenant, clock, log },
      }),
    ],
    keepers: [
      { keptFor: keptFor.buttons, forget: buttons.forget },
      { keptFor: keptFor.forms, forget: kept.forget },
    ],
    start() {
      keys
        .refresh()
        .catch((error) => log.warn({ err: error }, 'the keys of Teams cannot be had; they are asked again'));
      front().catch((error) => log.error({ err: error }, 'what takes requests of Teams could not be loaded'));
    },
    checks: () => checkTeams({ tokens, keys, conversations, isManaged: appPassword === undefined }),
  };
}
