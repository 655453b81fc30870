import type { UserRef } from '../chat/platform.ts';
import { UserError } from '../errors.ts';
import { type Admins, decide, type Right } from '../policy/decide.ts';

/** Throws `forbidden`, with the way to be allowed, unless the person may use `right` (on `owner`'s run). */
export function authorize(user: UserRef, right: Right, admins: Admins, verb: string, owner?: string): void {
  const decision = decide(user, right, admins, owner);
  if (decision.allowed) return;
  throw new UserError({
    code: 'forbidden',
    message: `You may not ${verb}. ${decision.why} Nothing was changed.`,
    fix: decision.fix,
  });
}
