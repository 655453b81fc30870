import type { ChannelRef, Incoming, UserRef } from '../platform.ts';
import type { Intake } from '../shared/intake.ts';
import type { AskByForm } from './ask-by-form.ts';
import type { Identity } from './identity.ts';
import type { People } from './people.ts';
import type { Tell } from './tell.ts';

/** Milliseconds that Slack may take to say who somebody is: of the three seconds in which it wants its own answer. */
export const lookUpWithin = 1_200;

export interface ReceptionOptions {
  intake: Intake;
  identity(withinMs: number): Promise<Identity>;
  /** Whether a team is served; knows it once `identity` has answered. */
  isOurs(team: string): boolean;
  people: People;
  askByForm: AskByForm;
  tell: Tell;
}

/** What taking a line, a press or a command has in common. */
export interface Reception extends Omit<Intake, 'accept'> {
  /** Who we are, where the team is served; throws when Slack does not say in time. */
  serves(team: string): Promise<Identity | undefined>;
  /** Throws when Slack does not say in time who this is. `homeTeam` is the person's own, where Slack named it. */
  userOf(team: string, user: string, homeTeam?: string | null): Promise<UserRef>;
  /**
   * Commits the request, or opens the form that its line asks for where a `trigger` allows it; answers why it was not
   * taken. Throws when it could not be kept.
   */
  accept(incoming: Omit<Incoming, 'at'>, began: number, trigger?: string): Promise<string | undefined>;
  tell: Tell;
}

export function createReception(options: ReceptionOptions): Reception {
  const { intake, identity, isOurs, people, askByForm, tell } = options;

  return {
    ...intake,

    async serves(team) {
      const self = await identity(lookUpWithin);
      return isOurs(team) ? self : undefined;
    },

    async userOf(team, user, homeTeam) {
      const ref = { platform: 'slack', tenant: team, id: user } as const;
      if (homeTeam != null && !isOurs(homeTeam)) return { ...ref, kind: 'foreign', name: user };
      return { ...ref, ...(await people.get(user, lookUpWithin)) };
    },

    accept(incoming, began, trigger) {
      const asks = trigger === undefined ? undefined : () => askByForm(incoming, trigger, began);
      return intake.accept(incoming, began, asks);
    },

    tell,
  };
}

/** A conversation of Slack, or a thread in it. */
export function channelOf(team: string, id: string, thread: string | undefined): ChannelRef {
  return { platform: 'slack', tenant: team, id, ...(thread !== undefined && { thread }) };
}
