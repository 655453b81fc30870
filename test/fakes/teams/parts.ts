import type { Clock } from '../../../src/clock.ts';
import type { Keys } from './keys.ts';
import type { Ledger } from './ledger.ts';
import type { Messages } from './messages.ts';
import type { World } from './world.ts';

/** What the bot is registered as. */
export interface Registration {
  appId: string;
  appPassword: string;
  tenant: string;
  /** How the Connector calls the bot: `28:` and the app id. */
  botId: string;
  botName: string;
  /** Who signs the tokens that come with activities. */
  issuer: string;
}

/** What the parts of the stand-in share. */
export interface Parts {
  clock: Clock;
  registration: Registration;
  world: World;
  messages: Messages;
  ledger: Ledger;
  keys: Keys;
  /** Hosts that links on cards may lead to. */
  linkHosts: ReadonlySet<string>;
  /** The Connector's address, with a slash at its end. */
  serviceUrl(): string;
}
