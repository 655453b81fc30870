import { type UserRef, userKey } from '../chat/platform.ts';

/** What a verb needs: to see, to start runs, to stop a run, or to decide for everybody. */
export type Right = 'view' | 'run' | 'cancel' | 'administer';

export type Role = 'admin' | 'member' | 'stranger';

/** Yes, or no with the words for the person who asked. */
export type Decision = { allowed: true } | { allowed: false; why: string; fix: string };

/** Keys of the people who may do everything (`PIPEHAND_ADMINS`, and whoever sits at the terminal). */
export type Admins = ReadonlySet<string>;

/** Guests, bots and people of another workspace or tenant are strangers, whatever they are called. */
export function roleOf(user: UserRef, admins: Admins): Role {
  if (user.kind !== 'member') return 'stranger';
  return admins.has(userKey(user)) ? 'admin' : 'member';
}

/**
 * Decides by the person's own id. Members see everything, start runs and stop their own; admins may do all; strangers
 * nothing. What is not named here is not allowed.
 */
export function decide(user: UserRef, right: Right, admins: Admins, owner?: string): Decision {
  const role = roleOf(user, admins);
  if (role === 'stranger') {
    return {
      allowed: false,
      why: 'Pipehand answers members of its own workspace only.',
      fix: 'Ask a member to run the command.',
    };
  }
  const isOwn = owner === userKey(user);
  if (role === 'admin' || right === 'view' || right === 'run' || (right === 'cancel' && isOwn))
    return { allowed: true };
  return {
    allowed: false,
    why: right === 'cancel' ? `Only ${owner ?? 'its owner'} or an admin may do that.` : 'Only an admin may do that.',
    fix: `An admin can add you: PIPEHAND_ADMINS=${userKey(user)}`,
  };
}
