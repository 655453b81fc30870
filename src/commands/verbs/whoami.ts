import { userKey } from '../../chat/platform.ts';
import { roleOf } from '../../policy/decide.ts';
import { mayUse } from '../may-use.ts';
import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

/** `whoami`: the asker's id as settings name it, their role, and what they may do. */
export const whoami: Verb = {
  name: 'whoami',
  aliases: [],
  usage: 'whoami',
  summary: 'Shows your id, your role and what you may do',
  example: 'whoami',
  right: 'view',
  flags: [shareFlag],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 0,

  async handle(_line, { incoming: { user }, admins, verbs }) {
    const may = verbs.filter((verb) => mayUse(user, verb, admins)).map(({ name }) => name);
    return { kind: 'whoami', user: userKey(user), name: user.name, role: roleOf(user, admins), may };
  },
};
