import { randomBytes } from 'node:crypto';

/** A workspace that has the app, with the token it was given there. */
export interface Team {
  id: string;
  domain: string;
  botToken: string;
  /** The app as a user of this workspace. */
  botUser: string;
  botId: string;
  scopes: Set<string>;
  token: 'valid' | 'revoked' | 'inactive';
}

/** Somebody in a workspace. `homeTeam` differs for people of another company who share a channel. */
export interface Person {
  id: string;
  team: string;
  homeTeam: string;
  name: string;
  isGuest: boolean;
  isBot: boolean;
  isDeleted: boolean;
}

/** A conversation. Without `members`, everybody of the workspace is in it; whether the app is, `hasApp` tells. */
export interface Channel {
  id: string;
  team: string;
  name: string;
  kind: 'public' | 'private' | 'im' | 'mpim';
  members: Set<string> | undefined;
  hasApp: boolean;
  isArchived: boolean;
}

/** Who and what there is. Ids count within their workspace, so that two workspaces may have the same ones. */
export interface World {
  readonly appId: string;
  readonly appToken: string;
  readonly teams: ReadonlyMap<string, Team>;
  addTeam(id: string, scopes: readonly string[]): Team;
  team(id: string): Team;
  addPerson(person: Person): Person;
  person(team: string, id: string): Person | undefined;
  people(team: string): readonly Person[];
  addChannel(channel: Channel): Channel;
  channel(team: string, id: string): Channel | undefined;
  /** The direct conversation of a person with the app, made where there is none yet. */
  directWith(person: Person): { channel: Channel; isNew: boolean };
}

export function createWorld(): World {
  const appId = 'A0PIPEHAND';
  const teams = new Map<string, Team>();
  const people = new Map<string, Person>();
  const channels = new Map<string, Channel>();

  function addChannel(channel: Channel): Channel {
    channels.set(`${channel.team}/${channel.id}`, channel);
    return channel;
  }

  return {
    appId,
    appToken: ['xapp', '1', appId, '1234567890123', randomBytes(32).toString('hex')].join('-'),
    teams,

    addTeam(id, scopes) {
      const botToken = ['xoxb', '100000000001', '200000000002', randomBytes(12).toString('hex')].join('-');
      const ids = { botUser: `UBOT${id}`, botId: `B${id}` };
      const team: Team = { id, domain: id.toLowerCase(), botToken, ...ids, scopes: new Set(scopes), token: 'valid' };
      teams.set(id, team);
      people.set(`${id}/${ids.botUser}`, {
        id: ids.botUser,
        team: id,
        homeTeam: id,
        name: 'pipehand',
        isGuest: false,
        isBot: true,
        isDeleted: false,
      });
      return team;
    },

    team(id) {
      const team = teams.get(id);
      if (!team) throw new Error(`there is no team ${id}`);
      return team;
    },

    addPerson(person) {
      people.set(`${person.team}/${person.id}`, person);
      return person;
    },

    person: (team, id) => people.get(`${team}/${id}`),
    people: (team) => [...people.values()].filter((person) => person.team === team),
    addChannel,
    channel: (team, id) => channels.get(`${team}/${id}`),

    directWith({ team, id }) {
      const found = channels.get(`${team}/D${id}`);
      if (found) return { channel: found, isNew: false };
      const channel = addChannel({
        id: `D${id}`,
        team,
        name: 'directmessage',
        kind: 'im',
        members: new Set([id]),
        hasApp: true,
        isArchived: false,
      });
      return { channel, isNew: true };
    },
  };
}

/** Whether a person is in a conversation. */
export function isIn(channel: Channel, person: string): boolean {
  return channel.members === undefined || channel.members.has(person);
}
