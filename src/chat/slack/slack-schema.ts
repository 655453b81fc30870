import type { Migration } from '../../store/migrate.ts';
import type { Store } from '../../store/store.ts';

/** What a button of a message stands for. Slack is told the id only. */
export interface SlackButtonRow {
  id: string;
  /** Where it may be pressed: the key of a channel, or of the one person who sees it. */
  place: string;
  line: string;
  /** When a message with this button was last sent. */
  at: number;
}

/** The tables of Slack's room. */
export interface SlackSchema {
  slack_button: SlackButtonRow;
}

export type SlackStore = Store<SlackSchema>;

/** The history of Slack's tables, oldest first. */
export const slackMigrations: readonly Migration[] = [
  {
    name: 'slack-001-buttons',
    async up({ schema }) {
      await schema
        .createTable('slack_button')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('place', 'text', (c) => c.notNull())
        .addColumn('line', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .execute();
      await schema.createIndex('slack_button_at').on('slack_button').column('at').execute();
    },
  },
];
