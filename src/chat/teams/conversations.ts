import type { ChannelRef } from '../platform.ts';
import type { TeamsActivity } from './payloads.ts';
import type { TeamsConversationRow, TeamsStore } from './teams-schema.ts';

/** How to speak in a conversation. */
export type Conversation = Pick<TeamsConversationRow, 'id' | 'kind' | 'serviceUrl' | 'botId' | 'userId' | 'teamId'>;

/** Where Pipehand is, as signed requests told: without one nothing can be sent to a conversation. */
export interface Conversations {
  /** Keeps the conversation of a signed request, where it is new or something about it is. */
  remember(said: TeamsActivity): Promise<void>;
  /** Keeps the chat with one person that was begun from a conversation. */
  rememberPersonal(id: string, userId: string, from: Conversation): Promise<Conversation>;
  get(id: string): Promise<Conversation | undefined>;
  /** The chat with one person. */
  personalOf(userId: string): Promise<Conversation | undefined>;
  /** Since when Pipehand is in a conversation where it did not say its welcome yet. */
  unwelcomed(id: string): Promise<number | undefined>;
  welcomed(id: string): Promise<void>;
  /** The chat with one person takes nothing any more. */
  forgetPersonal(userId: string): Promise<void>;
  /** Pipehand was removed. */
  forget(id: string): Promise<void>;
  /** Pipehand was removed from a team with all its channels. */
  forgetTeam(teamId: string): Promise<void>;
  count(): Promise<number>;
}

export function createConversations(store: TeamsStore, now: () => number): Conversations {
  async function get(id: string): Promise<Conversation | undefined> {
    return store.db.selectFrom('teams_conversation').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async function keep(row: Conversation): Promise<void> {
    const { id, ...about } = row;
    await store.transaction((tx) =>
      tx
        .insertInto('teams_conversation')
        .values({ ...row, welcomed: 0, at: now() })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(about))
        .execute(),
    );
  }

  return {
    async remember(said) {
      const row = conversationOf(said);
      const found = await get(row.id);
      const whole = { ...row, userId: row.userId ?? found?.userId ?? null };
      if (!found || keys.some((key) => found[key] !== whole[key])) await keep(whole);
    },

    async rememberPersonal(id, userId, { serviceUrl, botId }) {
      const row = { id, kind: 'personal', serviceUrl, botId, userId, teamId: null } as const;
      await keep(row);
      return row;
    },

    get,

    personalOf: (userId) =>
      store.db
        .selectFrom('teams_conversation')
        .selectAll()
        .where('userId', '=', userId)
        .orderBy('at', 'desc')
        .executeTakeFirst(),

    async unwelcomed(id) {
      const row = await store.db
        .selectFrom('teams_conversation')
        .select('at')
        .where('id', '=', id)
        .where('welcomed', '=', 0)
        .executeTakeFirst();
      return row?.at;
    },

    async welcomed(id) {
      await store.transaction((tx) =>
        tx.updateTable('teams_conversation').set({ welcomed: 1 }).where('id', '=', id).execute(),
      );
    },

    async forgetPersonal(userId) {
      await store.transaction((tx) => tx.deleteFrom('teams_conversation').where('userId', '=', userId).execute());
    },

    async forget(id) {
      await store.transaction((tx) => tx.deleteFrom('teams_conversation').where('id', '=', id).execute());
    },

    async forgetTeam(teamId) {
      await store.transaction((tx) => tx.deleteFrom('teams_conversation').where('teamId', '=', teamId).execute());
    },

    async count() {
      const rows = await store.db.selectFrom('teams_conversation').select('id').execute();
      return rows.length;
    },
  };
}

const keys = ['kind', 'serviceUrl', 'botId', 'userId', 'teamId'] as const;

function conversationOf(said: TeamsActivity): Conversation {
  const { type, serviceUrl, recipient, from, conversation, channelData } = said;
  const kind = conversation.conversationType;
  // Others can change what is installed in somebody's own chat; only its one person speaks and presses there.
  const isOfPerson = kind === 'personal' && (type === 'message' || type === 'invoke');
  return {
    id: splitId(conversation.id).id,
    kind,
    serviceUrl,
    botId: recipient.id,
    userId: isOfPerson ? (from.aadObjectId ?? null) : null,
    teamId: channelData?.team?.id ?? null,
  };
}

/** A conversation as Teams names it: in a channel together with the post that begins the thread. */
export function splitId(wireId: string): { id: string; thread?: string } {
  const [id = '', thread] = wireId.split(';messageid=');
  return { id, ...(thread !== undefined && { thread }) };
}

/** The same the other way round. */
export function wireId(id: string, thread: string | undefined): string {
  return thread === undefined ? id : `${id};messageid=${thread}`;
}

/** Where something was said. */
export function channelOf(tenant: string, { conversation }: TeamsActivity): ChannelRef {
  return { platform: 'teams', tenant, ...splitId(conversation.id) };
}
