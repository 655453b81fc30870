import { UserError } from '../../errors.ts';
import type { UserRef } from '../platform.ts';

/** The person at this machine's terminal. */
export function terminalUser(name: string): UserRef {
  return { platform: 'terminal', tenant: 'local', id: name, name, kind: 'member' };
}

/**
 * The person that `--as` stands for, an ordinary member: `bob`, `terminal:bob`, `slack:T1/U1`, `teams:<id>`. Throws
 * `bad-value` for another form.
 */
export function userNamed(key: string): UserRef {
  const [, team, member] = /^slack:([A-Za-z0-9]+)\/([A-Za-z0-9]+)$/.exec(key) ?? [];
  if (team !== undefined && member !== undefined) {
    return { platform: 'slack', tenant: team, id: member, name: member, kind: 'member' };
  }
  const [, teams] = /^teams:([A-Za-z0-9-]+)$/.exec(key) ?? [];
  if (teams !== undefined) return { platform: 'teams', tenant: 'local', id: teams, name: teams, kind: 'member' };
  const [, terminal] = /^(?:terminal:)?([\w.-]+)$/.exec(key) ?? [];
  if (terminal !== undefined) return terminalUser(terminal);
  throw new UserError({
    code: 'bad-value',
    message: '--as names a person by their id.',
    fix: '--as bob, --as slack:T0123/U0123 or --as teams:<object id>',
  });
}
