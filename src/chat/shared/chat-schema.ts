import type { Migration } from '../../store/migrate.ts';
import type { Store } from '../../store/store.ts';

/** What a button of a message stands for. The platform is told the id only. */
export interface ButtonRow {
  id: string;
  /** Where it may be pressed: the key of a channel, or of the one person who sees it. */
  place: string;
  line: string;
  /** When a message with this button was last sent. */
  at: number;
}

/** A form that somebody has before them. The platform is told the id only. */
interface FormRow {
  id: string;
  /** The key of who asked for it; nobody else can send it. */
  user: string;
  formJson: string;
  /** Where it was asked for. */
  channelJson: string;
  /** When it was opened. */
  at: number;
}

/** A file that was shared, or may have been. */
interface FileRow {
  /** Of the message that it is. */
  marker: string;
  /** The platform's own id of the file. */
  id: string;
  /** When sharing it was begun. */
  at: number;
}

/** The tables that all chat platforms share. */
export interface ChatSchema {
  chat_button: ButtonRow;
  chat_form: FormRow;
  chat_file: FileRow;
}

export type ChatStore = Store<ChatSchema>;

/** The history of these tables, oldest first. Slack was the first platform with buttons, and alone for a while. */
export const chatMigrations: readonly Migration[] = [
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
  {
    name: 'chat-001-buttons-of-every-platform',
    async up({ schema }) {
      await schema.alterTable('slack_button').renameTo('chat_button').execute();
    },
  },
  {
    name: 'chat-002-forms',
    async up({ schema }) {
      await schema
        .createTable('chat_form')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('user', 'text', (c) => c.notNull())
        .addColumn('formJson', 'text', (c) => c.notNull())
        .addColumn('channelJson', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .execute();
      await schema.createIndex('chat_form_at').on('chat_form').column('at').execute();
    },
  },
  {
    name: 'chat-003-files',
    async up({ schema }) {
      await schema
        .createTable('chat_file')
        .addColumn('marker', 'text', (c) => c.primaryKey())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .execute();
      await schema.createIndex('chat_file_at').on('chat_file').column('at').execute();
    },
  },
];
