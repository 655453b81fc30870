import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../slack/json.ts';
import type { Parts } from '../parts.ts';
import { Refused, refusedWith } from '../refused.ts';
import { isIn, type Person } from '../world.ts';
import { placeOf } from './places.ts';

/** People on a page, at most and by itself. */
const largestPage = 500;
const usualPage = 200;

/** Who is in a conversation, and what a team is called. */
export interface Members {
  one(conversation: string, id: string): JsonObject;
  page(conversation: string, query: URLSearchParams): JsonObject;
  team(id: string): JsonObject;
  channels(id: string): JsonObject;
}

export function createMembers(parts: Parts): Members {
  const { world } = parts;
  const pages = new Map<string, { conversation: string; from: number }>();

  function peopleOf(id: string): readonly Person[] {
    const { conversation } = placeOf(parts, id);
    if (!conversation.hasApp) throw refusedWith(403);
    return world.people().filter((person) => isIn(conversation, person.id));
  }

  function teamOf(id: string) {
    const team = world.teams().find((one) => one.id === id);
    if (!team) throw refusedWith(404);
    if (!team.hasApp) throw refusedWith(403);
    return team;
  }

  return {
    one(conversation, id) {
      const found = peopleOf(conversation).find((person) => person.id === id || person.mri === id);
      if (!found)
        throw new Refused(404, 'MemberNotFoundInConversation', 'The user is not found in the conversation roster.');
      return accountOf(found);
    },

    page(conversation, query) {
      const size = Number(query.get('pageSize') ?? usualPage);
      const token = query.get('continuationToken');
      const place = token === null ? { conversation, from: 0 } : pages.get(token);
      if (!Number.isInteger(size) || size < 1 || size > largestPage)
        throw new Refused(400, 'Bad Argument', `pageSize must be a whole number from 1 to ${largestPage}`);
      if (place?.conversation !== conversation)
        throw new Refused(400, 'Bad Argument', 'continuationToken was not given out for this conversation');
      const people = peopleOf(conversation);
      const end = place.from + size;
      const members = people.slice(place.from, end).map(accountOf);
      if (end >= people.length) return { members };
      const continuationToken = randomBytes(12).toString('base64url');
      pages.set(continuationToken, { conversation, from: end });
      return { members, continuationToken };
    },

    team(id) {
      const { name, aadGroupId } = teamOf(id);
      const there = world.conversations().filter(({ team }) => team?.id === id);
      return { id, name, aadGroupId, tenantId: parts.registration.tenant, channelCount: there.length };
    },

    channels(id) {
      teamOf(id);
      const there = world.conversations().filter(({ team }) => team?.id === id);
      // The first channel of a team has no name of its own here: clients show it in the reader's language.
      const conversations = there.map((one) => (one.id === id ? { id } : { id: one.id, name: one.name }));
      return { conversations };
    },
  };
}

/** A person as the Connector describes them. */
function accountOf({ id, mri, name, tenant, handle, isGuest }: Person): JsonObject {
  const address = `${handle}@example.com`;
  return {
    id: mri,
    name,
    objectId: id,
    aadObjectId: id,
    givenName: name,
    email: address,
    userPrincipalName: isGuest ? `${handle}_example.com#EXT#@tenant.example.com` : address,
    tenantId: tenant,
    userRole: isGuest ? 'guest' : 'user',
  };
}
