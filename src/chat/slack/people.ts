import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { UserRef } from '../platform.ts';
import { createLookup } from '../shared/lookup.ts';
import { refusalCode } from './api-problem.ts';
import type { Identity } from './identity.ts';
import type { SlackApi } from './slack-api.ts';

const minute = 60_000;

/** What Slack says of a person, in our words. */
type Person = Pick<UserRef, 'kind' | 'name'>;

/** Who people are to this workspace; names are for display only. */
export interface People {
  /** Throws when Slack does not say in `withinMs` milliseconds, and did not say within the last day. */
  get(user: string, withinMs: number): Promise<Person>;
}

const usersInfo = z.object({
  user: z.object({
    team_id: z.string().optional(),
    name: z.string().optional(),
    real_name: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    profile: z.object({ display_name: z.string().optional() }).optional(),
    enterprise_user: z.object({ enterprise_id: z.string().optional() }).optional(),
  }),
});

type SlackUser = z.infer<typeof usersInfo>['user'];

/** `isOurs` says of a team whether it is served; somebody who lost a right keeps it here for ten minutes, or for a day while Slack cannot be asked. */
export function createPeople(
  api: SlackApi,
  clock: Clock,
  about: { identity(withinMs: number): Promise<Identity>; isOurs(team: string): boolean },
): People {
  const lookup = createLookup<Person>({
    async load(user) {
      try {
        const [{ enterprise }, answer] = await Promise.all([
          about.identity(10_000),
          api.call('users.info', { user }, usersInfo, 10_000),
        ]);
        return { kind: kindOf(answer.user, about.isOurs, enterprise), name: nameOf(answer.user, user) };
      } catch (error) {
        // Slack does not show us people of organizations that only share a channel with ours.
        if (refusalCode(error) === 'user_not_found' || refusalCode(error) === 'user_not_visible')
          return { kind: 'foreign', name: user };
        throw error;
      }
    },
    freshFor: () => 10 * minute,
    staleFor: 24 * 60 * minute,
    most: 10_000,
    clock,
  });
  return lookup;
}

function kindOf(user: SlackUser, isOurs: (team: string) => boolean, enterprise?: string): UserRef['kind'] {
  if (user.is_bot === true) return 'bot';
  const isOfOurs =
    (user.team_id !== undefined && isOurs(user.team_id)) ||
    (enterprise !== undefined && user.enterprise_user?.enterprise_id === enterprise);
  if (!isOfOurs || user.is_stranger === true || user.deleted === true) return 'foreign';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
}

function nameOf({ profile, real_name, name }: SlackUser, id: string): string {
  const [first = id] = [profile?.display_name, real_name, name].filter((each) => each !== undefined && each !== '');
  return first.slice(0, 80);
}
