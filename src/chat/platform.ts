/** Where a person or a message lives. */
type PlatformName = 'terminal' | 'slack' | 'teams';

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
interface ChannelRef {
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
}

/** The form in which people are stored, shown and named in settings: `slack:T1/U1`, `teams:<id>`, `terminal:ada`. */
export function userKey(user: UserRef): string {
  return user.platform === 'slack' ? `slack:${user.tenant}/${user.id}` : `${user.platform}:${user.id}`;
}
