import type { Migration } from '../../store/migrate.ts';
import type { Store } from '../../store/store.ts';
import type { ChatSchema } from '../shared/chat-schema.ts';

/** A conversation that Pipehand was told of by Teams itself, and how to speak there. */
export interface TeamsConversationRow {
  /** Without the thread. */
  id: string;
  kind: 'personal' | 'groupChat' | 'channel';
  /** Where its messages are sent; only ever from a signed request. */
  serviceUrl: string;
  /** How the Connector calls the bot there. */
  botId: string;
  /** The object id of the one person of a personal chat. */
  userId: string | null;
  teamId: string | null;
  /** 1 once the welcome was said. */
  welcomed: number;
  /** Since when Pipehand is there. */
  at: number;
}

/** The tables of Teams' room, beside those of all platforms. */
export interface TeamsSchema extends ChatSchema {
  teams_conversation: TeamsConversationRow;
}

export type TeamsStore = Store<TeamsSchema>;

/** The history of Teams' tables, oldest first. */
export const teamsMigrations: readonly Migration[] = [
  {
    name: 'teams-001-conversations',
    async up({ schema }) {
      await schema
        .createTable('teams_conversation')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('serviceUrl', 'text', (c) => c.notNull())
        .addColumn('botId', 'text', (c) => c.notNull())
        .addColumn('userId', 'text')
        .addColumn('teamId', 'text')
        .addColumn('welcomed', 'integer', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .execute();
      await schema.createIndex('teams_conversation_user').on('teams_conversation').column('userId').execute();
      await schema.createIndex('teams_conversation_team').on('teams_conversation').column('teamId').execute();
    },
  },
];
