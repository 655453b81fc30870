import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { createLookup } from '../shared/lookup.ts';
import type { SlackApi } from './slack-api.ts';

const minute = 60_000;

/** As whom the token lets us speak, and where. */
export interface Identity {
  team: string;
  /** The organization of an Enterprise Grid. */
  enterprise?: string;
  /** How people mention us. */
  user: string;
  /** The author of our messages. */
  bot: string;
  /** The name people invite us by. */
  name: string;
}

/** Knows who we are in Slack; asks once, and now and then again. */
export interface IdentityKeeper {
  /** Throws `ApiProblem` or `Error` when Slack does not say, and did not say before. */
  get(withinMs: number): Promise<Identity>;
  /** What is known may be wrong now: the token was revoked, or the app installed anew. */
  forget(): void;
}

const authTest = z.object({
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  user_id: z.string(),
  user: z.string().default('pipehand'),
  bot_id: z.string(),
});

export function createIdentityKeeper(api: SlackApi, clock: Clock): IdentityKeeper {
  const lookup = createLookup<Identity>({
    async load() {
      const answer = await api.call('auth.test', {}, authTest, 10_000);
      const { team_id: team, enterprise_id: enterprise, user_id: user, bot_id: bot } = answer;
      const name = answer.user.toLowerCase() === 'pipehand' ? 'Pipehand' : answer.user.replace(/[^\w.-]/g, '');
      return { team, user, bot, name, ...(enterprise != null && { enterprise }) };
    },
    freshFor: () => 30 * minute,
    staleFor: Number.POSITIVE_INFINITY,
    most: 1,
    clock,
  });
  return { get: (withinMs) => lookup.get('self', withinMs), forget: () => lookup.forget('self') };
}
