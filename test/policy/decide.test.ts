import { describe, expect, test } from 'vitest';
import type { UserRef } from '../../src/chat/platform.ts';
import { type Admins, decide, type Right, type Role, roleOf } from '../../src/policy/decide.ts';

const bob: UserRef = { platform: 'slack', tenant: 'T1', id: 'U1', name: 'bob', kind: 'member' };
const admins: Admins = new Set(['slack:T1/U9', 'teams:9f', 'terminal:ada']);
const withBob: Admins = new Set([...admins, 'slack:T1/U1']);

const people: readonly [words: string, role: Role, user: UserRef, admins: Admins][] = [
  ['a member', 'member', bob, admins],
  ['a member where nobody is an admin', 'member', bob, new Set()],
  ["a member with an admin's name", 'member', { ...bob, name: 'slack:T1/U9' }, admins],
  ["a member with an admin's id in another workspace", 'member', { ...bob, tenant: 'T2', id: 'U9' }, admins],
  ["a member with an admin's id on another platform", 'member', { ...bob, platform: 'teams', id: 'ada' }, admins],
  ['a member whose id differs in the case of letters', 'member', { ...bob, id: 'u9' }, admins],
  ['an admin of Slack', 'admin', bob, withBob],
  ['an admin of Teams', 'admin', { ...bob, platform: 'teams', tenant: 'any', id: '9f' }, admins],
  ['an admin at the terminal', 'admin', { ...bob, platform: 'terminal', tenant: 'local', id: 'ada' }, admins],
  ['a guest', 'stranger', { ...bob, kind: 'guest' }, admins],
  ['a guest who is listed as an admin', 'stranger', { ...bob, kind: 'guest' }, withBob],
  ['a bot that is listed as an admin', 'stranger', { ...bob, kind: 'bot' }, withBob],
  ['a person of another workspace who is listed as an admin', 'stranger', { ...bob, kind: 'foreign' }, withBob],
];

/** Role → right → whether it is allowed on an own run, on another's, and on none. */
const table: Readonly<Record<Role, Readonly<Record<Right, string>>>> = {
  admin: { view: 'yes yes yes', run: 'yes yes yes', cancel: 'yes yes yes', administer: 'yes yes yes' },
  member: { view: 'yes yes yes', run: 'yes yes yes', cancel: 'yes no no', administer: 'no no no' },
  stranger: { view: 'no no no', run: 'no no no', cancel: 'no no no', administer: 'no no no' },
};
const rights = ['view', 'run', 'cancel', 'administer'] as const;

describe.each(people)('%s', (_words, role, user, listed) => {
  const id = `${user.platform}:${user.platform === 'slack' ? `${user.tenant}/` : ''}${user.id}`;
  const others = ['slack:T1/U7', `slack:T7/${user.id}`, user.id, user.name, ''];

  test(`is ${role}`, () => {
    expect(roleOf(user, listed)).toBe(role);
  });

  test.each(rights)('%s', (right) => {
    const allowed = (owner?: string) => (decide(user, right, listed, owner).allowed ? 'yes' : 'no');
    const onOthers = new Set(others.map(allowed));
    expect([allowed(id), ...onOthers, allowed()].join(' ')).toBe(table[role][right]);
  });
});

describe('a refusal says why and what to do', () => {
  const refusal = (user: UserRef, right: Right, owner?: string) => {
    const decision = decide(user, right, admins, owner);
    if (decision.allowed) throw new Error('it was allowed');
    return { why: decision.why, fix: decision.fix };
  };

  test('to a member: who may, and the setting with their own id', () => {
    const fix = expect.stringContaining('PIPEHAND_ADMINS=slack:T1/U1');
    expect(refusal(bob, 'administer')).toEqual({ why: 'Only an admin may do that.', fix });
    expect(refusal(bob, 'cancel', 'terminal:eve')).toEqual({ why: 'Only terminal:eve or an admin may do that.', fix });
    expect(refusal(bob, 'cancel')).toEqual({ why: 'Only its owner or an admin may do that.', fix });
    const teams: UserRef = { ...bob, platform: 'teams', id: '7a-7b' };
    expect(refusal(teams, 'administer').fix).toContain('PIPEHAND_ADMINS=teams:7a-7b');
  });

  test('to a stranger: nothing about settings or owners', () => {
    const { why, fix } = refusal({ ...bob, kind: 'guest' }, 'cancel', 'terminal:eve');
    expect(why).toBe('Pipehand answers members of its own workspace only.');
    expect(fix).not.toContain('PIPEHAND_ADMINS');
  });
});
