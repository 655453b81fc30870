import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { UserRef } from '../platform.ts';
import { createLookup } from '../shared/lookup.ts';
import type { Connector } from './connector.ts';
import { refusedStatus } from './connector-problem.ts';
import type { Conversation } from './conversations.ts';

const minute = 60_000;

/** What Teams says of a person, in our words. */
interface Person extends Pick<UserRef, 'kind' | 'name'> {
  /** Their object id. */
  id: string | undefined;
}

/** Where somebody is asked about: in a conversation that they and Pipehand are in. */
export type Meeting = Pick<Conversation, 'id' | 'serviceUrl'>;

/** Who people are to the tenant; names are for display only. */
export interface People {
  /** `id` is the object id. Throws when Teams does not say in `withinMs` ms, and did not say within the last day. */
  get(meeting: Meeting, id: string, withinMs: number): Promise<Pick<UserRef, 'kind' | 'name'>>;
  /** The object id of somebody whom the Connector calls `29:…`; throws likewise. */
  idOf(meeting: Meeting, mri: string, withinMs: number): Promise<string | undefined>;
}

const member = z.object({
  aadObjectId: z.string().nullish(),
  name: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
});

/** Somebody who lost a right keeps it here for ten minutes, or for a day while Teams cannot be asked. */
export function createPeople(connector: Connector, tenant: string, clock: Clock): People {
  const lookup = createLookup<Person>({
    async load(key) {
      const [serviceUrl = '', conversation = '', id = ''] = key.split(' ');
      const path = ['conversations', conversation, 'members', id];
      try {
        const found = await connector.call({ method: 'member', serviceUrl, path, shape: member }, 10_000);
        const name = (found.name ?? '').slice(0, 80) || id;
        return { kind: kindOf(found, tenant), name, id: found.aadObjectId?.toLowerCase() };
      } catch (error) {
        if (refusedStatus(error) === 404) return { kind: 'foreign', name: id, id: undefined };
        throw error;
      }
    },
    freshFor: () => 10 * minute,
    staleFor: 24 * 60 * minute,
    most: 10_000,
    clock,
  });
  const keyOf = ({ serviceUrl, id: conversation }: Meeting, id: string) => `${serviceUrl} ${conversation} ${id}`;
  return {
    async get(meeting, id, withinMs) {
      const { kind, name } = await lookup.get(keyOf(meeting, id), withinMs);
      return { kind, name };
    },
    async idOf(meeting, mri, withinMs) {
      return (await lookup.get(keyOf(meeting, mri), withinMs)).id;
    },
  };
}

/** Where no tenant or role is named it is our own and a member's; a role that is not known counts as somebody else's person. */
function kindOf({ tenantId, userRole, userPrincipalName }: z.infer<typeof member>, tenant: string): UserRef['kind'] {
  if (tenantId != null && tenantId.toLowerCase() !== tenant) return 'foreign';
  if (userRole === 'guest' || /#EXT#/i.test(userPrincipalName ?? '')) return 'guest';
  return userRole === 'user' || userRole == null ? 'member' : 'foreign';
}
