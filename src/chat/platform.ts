import type { Card, CardButton } from '../cards/card.ts';
import type { Form, FormOutcome } from '../cards/form.ts';

/** Every platform there is. */
export const platformNames = ['terminal', 'slack', 'teams'] as const;

/** Where a person or a message lives. */
export type PlatformName = (typeof platformNames)[number];

/** A person as the platform vouches for them; never taken from message text. `id` is immutable, `name` is for display. */
export interface UserRef {
  platform: PlatformName;
  /** Slack team or Microsoft Entra tenant; `local` for the terminal. */
  tenant: string;
  id: string;
  name: string;
  kind: 'member' | 'guest' | 'bot' | 'foreign';
}

/** A place to talk. `thread` is the platform's own id of the message that began it. */
export interface ChannelRef {
  platform: PlatformName;
  tenant: string;
  id: string;
  thread?: string;
}

/** A verified request in our words: what any platform turns a line, a button or a form into. */
export interface Incoming {
  /** The platform's delivery id: the same request delivered twice has the same key. */
  key: string;
  text: string;
  user: UserRef;
  channel: ChannelRef;
  surface: 'slash' | 'mention' | 'button' | 'form' | 'thread' | 'schedule' | 'terminal';
  /** Milliseconds since 1970. */
  at: number;
  /** False for a line from a script, whose asker reads the answer and wants no messages about its run. */
  wantsMessages?: boolean;
}

/** A line somebody is about to say, for which a platform may first ask the values. */
export type FormRequest = Pick<Incoming, 'text' | 'user' | 'channel'>;

/** The second road: read-only, without a trace and without effect, for what a platform must answer within three seconds. */
export interface Forms {
  /** The form that a line opens; undefined where it opens none and takes the ordinary road, refusals included. */
  formOf(request: FormRequest): Promise<Form | undefined>;
  /** What a sent form means: `request.text` is the line of the form, `values` has what was given, by field name. */
  lineOf(request: FormRequest, values: ReadonlyMap<string, string>): Promise<FormOutcome>;
}

/** A file of a run: the whole log of a step, or the artifact of it at `path`. */
export interface RunFile {
  runId: string;
  step: string;
  path?: string;
}

/** A message to be shown. All text of the card is untrusted and literal. */
export interface Outgoing {
  /** The same for every try at the same message; a platform that can, stores it with the message and finds it by it. */
  marker: string;
  card: Card;
  /** The person to notify, by key. */
  mention?: string;
  /** Shown as an answer in the thread of this message. */
  inReplyTo?: string;
  /** For this person, by key, and nobody else; a platform that can hide nothing in a channel may show there what is short. */
  onlyFor?: string;
  /** The line that shows everybody what `onlyFor` sees: for a button, where there are others who would see it. */
  share?: string;
  /** Buttons that send files, for a platform that can. */
  fileButtons?: readonly CardButton[];
  /** It is this file, and the card is for where files cannot be sent. */
  file?: RunFile;
  /** An earlier try may have been shown: the message says so of itself. */
  isRepeat?: boolean;
  /** The run that the message shows and goes on showing. */
  subject?: string;
  /** Nothing more will change in it. */
  isFinal?: boolean;
  /** Where a link of the card leads, as `linkTo` told it: a link to this host may be shown. */
  leadsTo?: string;
}

/** How often a platform lets us do something: at most `count` times in any `perMs` milliseconds. */
export interface Limit {
  method: 'post' | 'edit' | 'any';
  /** What is counted together: all of a tenant, one channel, or one message. */
  scope: 'tenant' | 'channel' | 'message';
  count: number;
  perMs: number;
}

/** A chat platform as delivery uses it. Every method throws `SendProblem` and nothing else, within ten seconds. */
export interface ChatPlatform {
  readonly name: PlatformName;
  readonly limits: readonly Limit[];
  /** Posts a message and answers its id. */
  post(channel: ChannelRef, message: Outgoing): Promise<string>;
  /** Shows something else in a message that was posted. Safe to repeat. */
  edit(channel: ChannelRef, messageId: string, message: Outgoing): Promise<void>;
  /** Settles when a message could be posted here, without posting one; absent where only a message would tell. */
  reach?(channel: ChannelRef): Promise<void>;
  /** The id of the message with this marker, posted at `since` or later; undefined where there is none. Absent while a platform cannot be searched. */
  readonly find?: ((channel: ChannelRef, marker: string, since: number) => Promise<string | undefined>) | undefined;
  /** The address of a message, within three seconds; absent where messages have none. Its trouble is never ambiguous. */
  linkTo?(channel: ChannelRef, messageId: string): Promise<string>;
}

/** Why a message was not, or perhaps not, shown. */
export type SendTrouble =
  /** The platform asks to wait so many milliseconds; what it says it counts together. Surely not shown. */
  | { kind: 'limited'; retryAfterMs?: number; scope: Limit['scope'] }
  /** Surely not shown; later it may be. */
  | { kind: 'passing' }
  /** It may have been shown: the answer did not come, or made no sense. */
  | { kind: 'ambiguous' }
  /** The message to edit is no more, or can no longer be edited. */
  | { kind: 'message-gone' }
  /** This very message will never be taken. */
  | { kind: 'refused' }
  /** The channel takes nothing from us: archived, deleted, or we were removed. */
  | { kind: 'channel-closed' }
  /** The whole tenant takes nothing from us: the app was removed or its token revoked. */
  | { kind: 'tenant-closed' };

/** What a platform throws when a message could not be shown. */
export class SendProblem extends Error {
  override readonly name = 'SendProblem';
  readonly trouble: SendTrouble;

  constructor(trouble: SendTrouble, words: string, options?: ErrorOptions) {
    super(words, options);
    this.trouble = trouble;
  }
}

/** The form in which people are stored, shown and named in settings: `slack:T1/U1`, `teams:<id>`, `terminal:ada`. */
export function userKey(user: UserRef): string {
  return user.platform === 'slack' ? `slack:${user.tenant}/${user.id}` : `${user.platform}:${user.id}`;
}

/** The last part of a person's key: `ada` of `terminal:ada`, `U1` of `slack:T1/U1`. */
export function idIn(key: string): string {
  return key.slice(Math.max(key.lastIndexOf(':'), key.lastIndexOf('/')) + 1);
}

/** The form in which channels are stored and counted, without the thread: `slack:T1/C1`. */
export function channelKey({ platform, tenant, id }: ChannelRef): string {
  return `${platform}:${tenant}/${id}`;
}
