import type { UserRef } from '../chat/platform.ts';
import { type Admins, decide } from '../policy/decide.ts';
import type { Verb } from './verb.ts';

/** True when the person may use the verb at all: what help, completion and `whoami` show. */
export function mayUse(user: UserRef, verb: Verb, admins: Admins): boolean {
  return decide(user, verb.right, admins).allowed;
}
