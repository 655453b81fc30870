import { createHash, randomBytes } from 'node:crypto';

/** Somebody of the tenant, or a guest in it. */
export interface Person {
  /** The object id in Entra. */
  id: string;
  /** How the Connector calls them: `29:…`. */
  mri: string;
  /** What a test calls them. */
  handle: string;
  name: string;
  tenant: string;
  isGuest: boolean;
}

/** A team with its channels, of which the first has the id of the team. */
export interface Team {
  id: string;
  name: string;
  aadGroupId: string;
  hasApp: boolean;
}

/** A channel, a group chat or a personal chat. */
export interface Conversation {
  id: string;
  kind: 'channel' | 'groupChat' | 'personal';
  /** What a test calls it; a personal chat is called after its person. */
  name: string;
  team?: Team;
  /** The people in it by object id; without, everybody. */
  members: Set<string> | undefined;
  hasApp: boolean;
  /** Why the bot may not write there, though the app is installed. */
  blocked?: 'by-user' | 'by-admin';
  isDeleted: boolean;
}

/** Who and what there is. */
export interface World {
  person(handleOrId: string): Person | undefined;
  /** Finds a person also by the Connector's id. */
  account(id: string): Person | undefined;
  addPerson(handle: string, as: Partial<Person>): Person;
  people(): readonly Person[];
  teams(): readonly Team[];
  addTeam(name: string): Team;
  conversation(idOrName: string): Conversation | undefined;
  conversations(): readonly Conversation[];
  addConversation(conversation: Conversation): Conversation;
  /** The chat of a person with the bot, made where there is none yet. */
  personal(person: Person): Conversation;
}

const objectId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function createWorld(tenant: string): World {
  const people: Person[] = [];
  const teams: Team[] = [];
  const conversations = new Map<string, Conversation>();

  function conversation(idOrName: string): Conversation | undefined {
    return conversations.get(idOrName) ?? [...conversations.values()].find(({ name }) => name === idOrName);
  }

  function addConversation(added: Conversation): Conversation {
    conversations.set(added.id, added);
    return added;
  }

  return {
    person: (wanted) => people.find(({ id, handle }) => id === wanted || handle === wanted),
    account: (wanted) => people.find(({ id, mri }) => id === wanted || mri === wanted),
    addPerson(handle, as) {
      const id = objectId.test(handle) ? handle : guidOf(`person ${handle}`);
      const name = `${handle.slice(0, 1).toUpperCase()}${handle.slice(1)}`;
      const mri = `29:1${createHash('sha256').update(`mri ${id}`).digest('base64url')}`;
      const person = { id, mri, handle, name, tenant, isGuest: false, ...as };
      people.push(person);
      return person;
    },
    people: () => people,
    teams: () => teams,
    addTeam(name) {
      const team = { id: threadId('tacv2'), name, aadGroupId: guidOf(`team ${name}`), hasApp: true };
      teams.push(team);
      return team;
    },
    conversation,
    conversations: () => [...conversations.values()],
    addConversation,
    personal({ id, handle }) {
      const found = [...conversations.values()].find(({ kind, members }) => kind === 'personal' && members?.has(id));
      return (
        found ??
        addConversation({
          id: `a:1${randomBytes(48).toString('base64url')}`,
          kind: 'personal',
          name: handle,
          members: new Set([id]),
          hasApp: true,
          isDeleted: false,
        })
      );
    },
  };
}

/** The id of a channel or of a group chat. */
export function threadId(kind: 'tacv2' | 'v2'): string {
  return `19:${randomBytes(16).toString('hex')}@thread.${kind}`;
}

/** Whether a person is in a conversation. */
export function isIn({ members }: Conversation, person: string): boolean {
  return members === undefined || members.has(person);
}

/** The same id for the same words. */
export function guidOf(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
