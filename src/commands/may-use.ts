import type { UserRef } from '../chat/platform.ts';
import type { Problem } from '../errors.ts';
import { type Admins, decide } from '../policy/decide.ts';
import type { Verb } from './verb.ts';

/** True when the person may use the verb at all: what help, completion and `whoami` show. */
export function mayUse(user: UserRef, verb: Verb, admins: Admins): boolean {
  return decide(user, verb.right, admins).allowed;
}

/** The problem with what this person can do about it: a line that is not theirs to say is for an admin. */
export function withUsableFix(problem: Problem, user: UserRef, verbs: readonly Verb[], admins: Admins): Problem {
  const verb = verbs.find(({ name }) => name === problem.fix?.split(' ')[0]);
  if (!verb || mayUse(user, verb, admins)) return problem;
  return { ...problem, fix: `Ask an admin to say: ${problem.fix}` };
}
