import { sql, type Transaction } from 'kysely';
import type { Migration } from '../../store/migrate.ts';
import type { Store } from '../../store/store.ts';

/** A message to one person at this machine's terminals. */
export interface TerminalMessageRow {
  id: string;
  /** Key of the person's channel. */
  channel: string;
  /** Every try at the same message carries the same one. */
  marker: string;
  subject: string | null;
  outgoingJson: string;
  /** Of the last change. Grows over the whole table, in the order in which changes can be read. */
  version: number;
  isFinal: number;
  /** A chat has shown what it says in the end; what comes after that is no news. */
  seen: number;
  at: number;
}

/** One row: the last version given. */
interface TerminalVersionRow {
  version: number;
}

/** The tables of the terminal. */
export interface TerminalSchema {
  terminal_message: TerminalMessageRow;
  terminal_version: TerminalVersionRow;
}

export type TerminalStore = Store<TerminalSchema>;
export type TerminalTransaction = Transaction<TerminalSchema>;

/** The history of the terminal's tables, oldest first. */
export const terminalMigrations: readonly Migration[] = [
  {
    name: 'terminal-001-messages',
    async up(tools) {
      const { schema } = tools;
      await schema
        .createTable('terminal_message')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('channel', 'text', (c) => c.notNull())
        .addColumn('marker', 'text', (c) => c.notNull().unique())
        .addColumn('subject', 'text')
        .addColumn('outgoingJson', 'text', (c) => c.notNull())
        .addColumn('version', 'bigint', (c) => c.notNull())
        .addColumn('isFinal', 'integer', (c) => c.notNull())
        .addColumn('seen', 'integer', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .execute();
      await schema
        .createIndex('terminal_message_unseen')
        .on('terminal_message')
        .columns(['channel', 'seen', 'version'])
        .execute();
      await schema
        .createIndex('terminal_message_changed')
        .on('terminal_message')
        .columns(['channel', 'version'])
        .execute();
      await schema
        .createTable('terminal_version')
        .addColumn('version', 'bigint', (c) => c.notNull())
        .execute();
      await sql`insert into terminal_version (version) values (0)`.execute(tools);
    },
  },
  {
    name: 'terminal-002-old-messages',
    async up({ schema }) {
      await schema.createIndex('terminal_message_at').on('terminal_message').column('at').execute();
    },
  },
];
