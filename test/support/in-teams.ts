import { expect } from 'vitest';
import { aTeams } from '../fakes/teams/a-teams.ts';
import type { Message } from '../fakes/teams/messages.ts';
import type { Teams } from '../fakes/teams/teams.ts';
import { visibleText } from '../fakes/teams/visible-text.ts';
import { soon } from './installation.ts';
import { type Installation, type Server, startServer } from './pipehand.ts';

/** A Teams in whose channel `ml` Ada has installed this Pipehand, which is started; she is an admin of it where that is told. */
export async function installedInTeams<At extends Installation>(before: At, { isAdmin = false } = {}) {
  const teams = await aTeams();
  teams.addChannel('ml');
  const ada = teams.asUser('ada', { name: 'Ada' });
  const admins = isAdmin ? { PIPEHAND_ADMINS: `teams:${ada.id}` } : {};
  const at = { ...before, settings: { ...before.settings, ...teams.environment(), ...admins } };
  const server = await startInTeams(at, teams);
  await ada.install('ml');
  return { teams, ada, at, server };
}

/** Starts the server, and lets Teams send to it. */
export async function startInTeams(at: Installation, teams: Teams): Promise<Server> {
  const server = await startServer(at);
  teams.sendTo(`${server.url}/api/messages`);
  return server;
}

/** What Pipehand shows in a conversation, message by message; answers in a thread are marked. */
export function shownIn(teams: Teams, where: string): readonly string[] {
  return teams.messagesIn(where).map((one) => `${one.thread === one.id ? '' : '↳ '}${visibleText(one)}`);
}

/** The newest message of Pipehand in a conversation that says this. */
export async function seen(teams: Teams, where: string, words: string): Promise<Message> {
  const find = () => teams.messagesIn(where).findLast((one) => visibleText(one).includes(words));
  await expect.poll(() => (find() ? 'shown' : shownIn(teams, where)), soon).toBe('shown');
  const found = find();
  if (!found) throw new Error(`nothing says ${words}`);
  return found;
}

/** Nothing that Pipehand did was refused by Teams' rules or limits. */
export function expectNoComplaints({ ledger }: Teams): void {
  expect([ledger.tooMany, ledger.unshown]).toEqual([[], []]);
  expect(ledger.calls.filter(({ status }) => status === 400).map(({ code, values }) => [code, values])).toEqual([]);
}
