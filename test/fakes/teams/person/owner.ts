import type { JsonObject } from '../../slack/json.ts';
import type { Parts } from '../parts.ts';
import { activityBy, withChannelData } from '../to-bot/activities.ts';
import type { Delivery } from '../to-bot/delivery.ts';
import type { PostOffice } from '../to-bot/post-office.ts';
import type { Conversation, Person } from '../world.ts';

/** What people do with the app and with places. A place is a conversation by its name or id; a channel means its team. */
export interface Owner {
  /** Installs the app; by itself for the person alone. */
  install(where?: string): Promise<readonly Delivery[]>;
  uninstall(where?: string): Promise<readonly Delivery[]>;
  /** Installs the app where it is installed, in a newer version. */
  upgrade(where?: string): Promise<readonly Delivery[]>;
  /** Gives a conversation another name. */
  rename(where: string, name: string): Promise<readonly Delivery[]>;
  renameTeam(where: string, name: string): Promise<readonly Delivery[]>;
  /** Brings somebody in. */
  bring(other: Pick<Person, 'id' | 'mri'>, where: string): Promise<readonly Delivery[]>;
  /** Deletes a conversation for good. */
  deletePlace(where: string): Promise<readonly Delivery[]>;
}

export function createOwner(parts: Parts, post: PostOffice, person: Person): Owner {
  const { world, registration } = parts;

  function placeOf(where: string | undefined): Conversation {
    const found = where === undefined ? world.personal(person) : world.conversation(where);
    if (!found) throw new Error(`there is no conversation ${where}`);
    return found;
  }

  /** The whole of a team, or one conversation. */
  function setApp({ id, team }: Conversation, hasApp: boolean): void {
    if (team) team.hasApp = hasApp;
    for (const one of world.conversations()) if (one.id === id || (team && one.team === team)) one.hasApp = hasApp;
  }

  function happened(conversation: Conversation, type: string, more: JsonObject, channelData: JsonObject): JsonObject {
    const activity = activityBy(parts, person, { conversation }, type);
    const { team } = conversation;
    const whole = team && { team: { id: team.id, name: team.name, aadGroupId: team.aadGroupId } };
    return withChannelData({ ...activity, ...more }, { ...whole, ...channelData });
  }

  /** One after the other, as they happened. */
  async function tell(...activities: readonly JsonObject[]): Promise<readonly Delivery[]> {
    const told: Delivery[] = [];
    for (const activity of activities) told.push(await post.send(activity));
    return told;
  }

  function updated(conversation: Conversation, action: string): JsonObject {
    return happened(conversation, 'installationUpdate', { action }, {});
  }

  /** Only who has the app hears of it. */
  function tellThere(conversation: Conversation, ...activities: readonly JsonObject[]): Promise<readonly Delivery[]> {
    return conversation.hasApp ? tell(...activities) : Promise.resolve([]);
  }

  const bot = { id: registration.botId, name: registration.botName };

  return {
    async install(where) {
      const place = placeOf(where);
      setApp(place, true);
      const settings = { settings: { selectedChannel: { id: place.id } } };
      const event = place.kind === 'channel' ? { eventType: 'teamMemberAdded', ...settings } : {};
      const added = happened(place, 'conversationUpdate', { membersAdded: [bot] }, event);
      return tell(added, updated(place, 'add'));
    },

    async uninstall(where) {
      const place = placeOf(where);
      setApp(place, false);
      const event = place.kind === 'channel' ? { eventType: 'teamMemberRemoved' } : {};
      const removed = happened(place, 'conversationUpdate', { membersRemoved: [bot] }, event);
      return place.kind === 'personal' ? tell(updated(place, 'remove')) : tell(removed, updated(place, 'remove'));
    },

    async upgrade(where) {
      const place = placeOf(where);
      return tellThere(place, updated(place, 'add-upgrade'));
    },

    async rename(where, name) {
      const place = placeOf(where);
      place.name = name;
      if (place.kind === 'groupChat')
        return tellThere(place, happened(place, 'conversationUpdate', { topicName: name }, {}));
      const channel = { eventType: 'channelRenamed', channel: { id: place.id, name } };
      return tellThere(place, happened(place, 'conversationUpdate', {}, channel));
    },

    async renameTeam(where, name) {
      const place = placeOf(where);
      if (!place.team) throw new Error(`${where} is no channel of a team`);
      place.team.name = name;
      return tellThere(place, happened(place, 'conversationUpdate', {}, { eventType: 'teamRenamed' }));
    },

    async bring(other, where) {
      const place = placeOf(where);
      place.members?.add(other.id);
      const membersAdded = [{ id: other.mri, aadObjectId: other.id }];
      const event = place.kind === 'channel' ? { eventType: 'teamMemberAdded' } : {};
      return tellThere(place, happened(place, 'conversationUpdate', { membersAdded }, event));
    },

    async deletePlace(where) {
      const place = placeOf(where);
      place.isDeleted = true;
      if (place.kind !== 'channel') return [];
      const channel = { eventType: 'channelDeleted', channel: { id: place.id, name: place.name } };
      return tellThere(place, happened(place, 'conversationUpdate', {}, channel));
    },
  };
}
