import { channelKey } from '../platform.ts';
import { type Conversations, splitId } from './conversations.ts';
import type { TeamsActivity } from './payloads.ts';
import type { Reception } from './reception.ts';

/**
 * Takes note of where Pipehand is: it was installed, removed, or added to a team, or something was renamed or deleted.
 * Throws when that could not be kept.
 */
export function createTakePlace(
  reception: Reception,
  conversations: Conversations,
  welcome: (kind: TeamsActivity['conversation']['conversationType']) => string,
) {
  async function forget({ conversation, channelData }: TeamsActivity): Promise<void> {
    await conversations.forget(splitId(conversation.id).id);
    if (channelData?.team != null) await conversations.forgetTeam(channelData.team.id);
  }

  /** Once in each conversation, for as long as Pipehand stays there: not for each member, nor for each new version. */
  async function greet(said: TeamsActivity): Promise<void> {
    const channel = await reception.placeOf(said);
    const since = await conversations.unwelcomed(channel.id);
    if (since === undefined) return;
    const text = welcome(said.conversation.conversationType);
    await reception.say(`welcome:${channelKey(channel)}:${since}`, channel, { title: 'Pipehand is here', text });
    await conversations.welcomed(channel.id);
  }

  return async (said: TeamsActivity): Promise<void> => {
    switch (changeOf(said)) {
      case 'added':
        return greet(said);
      case 'removed':
        return forget(said);
      case 'channel-deleted':
        return conversations.forget(said.channelData?.channel?.id ?? splitId(said.conversation.id).id);
      case 'other':
        return conversations.remember(said);
    }
  };
}

function changeOf({ type, action, channelData, recipient, membersAdded, membersRemoved }: TeamsActivity) {
  if (type === 'installationUpdate') return action?.startsWith('remove') ? 'removed' : 'added';
  if (membersAdded?.some(({ id }) => id === recipient.id)) return 'added';
  if (membersRemoved?.some(({ id }) => id === recipient.id)) return 'removed';
  switch (channelData?.eventType) {
    case 'teamDeleted':
    case 'teamHardDeleted':
      return 'removed';
    case 'channelDeleted':
      return 'channel-deleted';
    default:
      return 'other';
  }
}

/** What a newcomer is told: what this is, and what to say first. */
export function welcomeText(kind: TeamsActivity['conversation']['conversationType']): string {
  const mention = kind === 'personal' ? '' : '@Pipehand ';
  const subscribe = kind === 'personal' ? '' : ` “${mention}subscribe *” lets this conversation hear of every run.`;
  return `Pipehand runs machine-learning pipelines from here. Say “${mention}list” for what there is, “${mention}run” and the name of one to start it and watch its steps on one card, and “${mention}help” for all the rest.${subscribe}`;
}
