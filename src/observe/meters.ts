import type { Incoming, PlatformName } from '../chat/platform.ts';

/** What became of a request that a platform delivered: `unavailable` was not kept, so that the platform sends it again. */
export type Reception = 'accepted' | 'duplicate' | 'refused' | 'unavailable';

/** How a line that somebody said ended: `denied` by policy, `uncertain` when nobody knows whether it was carried out. */
export type CommandResult = 'done' | 'refused' | 'denied' | 'unavailable' | 'uncertain' | 'fault';

/** What became of a post that may or may not have been shown: found, posted again where surely lost, or marked as a repeat. */
export type DoubtResolution = 'found' | 'posted-again' | 'repeated';

/**
 * Where rooms tell what they did, for whoever watches over Pipehand. Times are in seconds. Never throws, and forgets
 * whatever would make one more series for each user, channel or run.
 */
export interface Meters {
  /** A request was answered after `seconds`. */
  received(platform: PlatformName, surface: Incoming['surface'], result: Reception, seconds: number): void;
  /** `verb` is a name of the table of verbs, never a word that somebody typed. */
  commandEnded(verb: string, result: CommandResult): void;
  /** A post or an edit was tried; `result` is `shown` or the kind of trouble. */
  sent(platform: PlatformName, kind: 'post' | 'edit', result: string): void;
  doubtEnded(platform: PlatformName, resolution: DoubtResolution): void;
  /** Any other call that a platform asked to put off; posts and edits are told by `sent`. */
  rateLimited(platform: PlatformName, method: string): void;
  /** So many updates of a message were never sent, because later ones replaced them. */
  coalesced(updates: number): void;
  /** What was wanted to be shown is shown, `seconds` after it was first wanted. */
  eventShown(seconds: number): void;
  /** Whether a platform, or one of its tenants, takes what is sent. */
  destination(platform: PlatformName, isUp: boolean): void;
  /** How many runs of the service have not ended. */
  watching(service: string, runs: number): void;
  /** The service was asked once for what changed. */
  polled(service: string, seconds: number): void;
  leaseLost(): void;
  /** A transaction was committed. */
  storeWritten(seconds: number): void;
}
