import type { Parts } from '../parts.ts';
import { Refused } from '../refused.ts';
import type { Methods } from './method.ts';

/** Who the token speaks for, and who somebody is. */
export function peopleMethods({ world, origin }: Parts): Methods {
  return {
    'auth.test': {
      by: 'bot',
      takesJson: true,
      scopes: () => [],
      call: (_args, { id, domain, botUser, botId }) => ({
        ok: true,
        url: `${origin()}/`,
        team: domain,
        team_id: id,
        user: 'pipehand',
        user_id: botUser,
        bot_id: botId,
        is_enterprise_install: false,
      }),
    },

    'users.info': {
      by: 'bot',
      takesJson: false,
      scopes: () => ['users:read'],
      call(args, team) {
        const person = world.person(team.id, args.required('user'));
        if (!person) throw new Refused('user_not_found');
        const { id, homeTeam, name, isGuest, isBot, isDeleted } = person;
        const user = {
          id,
          team_id: homeTeam,
          name,
          real_name: name,
          tz: 'Europe/Berlin',
          deleted: isDeleted,
          is_bot: isBot,
          is_restricted: isGuest,
          is_ultra_restricted: false,
          is_app_user: false,
          ...(homeTeam !== team.id && { is_stranger: true }),
          profile: { real_name: name, display_name: name, team: homeTeam },
        };
        return { ok: true, user };
      },
    },
  };
}
