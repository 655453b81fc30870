import { sql } from 'kysely';
import type { Migration } from '../store/migrate.ts';

/** The history of delivery's tables, oldest first. */
export const deliveryMigrations: readonly Migration[] = [
  {
    name: 'delivery-001-first',
    async up({ schema }) {
      await schema
        .createTable('inbox')
        .addColumn('key', 'text', (c) => c.primaryKey())
        .addColumn('channel', 'text', (c) => c.notNull())
        .addColumn('incomingJson', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('receivedAt', 'bigint', (c) => c.notNull())
        .addColumn('dueAt', 'bigint', (c) => c.notNull())
        .addColumn('attempts', 'integer', (c) => c.notNull())
        .addColumn('fence', 'integer', (c) => c.notNull())
        .addColumn('answerJson', 'text')
        .addColumn('endedAt', 'bigint')
        .execute();
      await schema.createIndex('inbox_due').on('inbox').columns(['state', 'dueAt']).execute();
      await schema
        .createTable('outbox')
        .addColumn('slot', 'text', (c) => c.primaryKey())
        .addColumn('channel', 'text', (c) => c.notNull())
        .addColumn('channelJson', 'text', (c) => c.notNull())
        .addColumn('subject', 'text')
        .addColumn('cardJson', 'text')
        .addColumn('optionsJson', 'text', (c) => c.notNull())
        .addColumn('wanted', 'integer', (c) => c.notNull())
        .addColumn('shown', 'integer', (c) => c.notNull())
        .addColumn('urgency', 'integer', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('messageId', 'text')
        .addColumn('shownHash', 'text')
        .addColumn('isFinal', 'integer', (c) => c.notNull())
        .addColumn('attempts', 'integer', (c) => c.notNull())
        .addColumn('dueAt', 'bigint')
        .addColumn('waitingSince', 'bigint')
        .addColumn('doubtSince', 'bigint')
        .addColumn('isRepeat', 'integer', (c) => c.notNull())
        .addColumn('reposts', 'integer', (c) => c.notNull())
        .addColumn('fence', 'integer', (c) => c.notNull())
        .addColumn('createdAt', 'bigint', (c) => c.notNull())
        .addColumn('expiresAt', 'bigint')
        .addColumn('problem', 'text')
        .execute();
      await schema.createIndex('outbox_due').on('outbox').columns(['state', 'dueAt']).execute();
      await schema.createIndex('outbox_subject').on('outbox').column('subject').execute();
      await schema.createIndex('outbox_message').on('outbox').columns(['channel', 'messageId']).execute();
      await schema
        .createTable('lease')
        .addColumn('name', 'text', (c) => c.primaryKey())
        .addColumn('owner', 'text', (c) => c.notNull())
        .addColumn('fence', 'integer', (c) => c.notNull())
        .addColumn('beat', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  {
    name: 'delivery-002-waiting-by-channel',
    async up({ schema }) {
      await schema
        .createIndex('outbox_waiting')
        .on('outbox')
        .column('channel')
        .expression(sql`("messageId" is null)`)
        .columns(['urgency', 'createdAt', 'slot', 'dueAt'])
        .where('dueAt', 'is not', null)
        .execute();
    },
  },
  {
    name: 'delivery-003-old-messages-and-open-requests',
    async up({ schema }) {
      await schema
        .createIndex('inbox_open')
        .on('inbox')
        .columns(['channel', 'receivedAt', 'key', 'endedAt'])
        .where('endedAt', 'is', null)
        .execute();
      await schema.createIndex('outbox_old').on('outbox').column('createdAt').where(sql`"dueAt"`, 'is', null).execute();
    },
  },
  {
    name: 'delivery-004-forgetting',
    async up({ schema }) {
      await schema
        .createTable('forgetting')
        .addColumn('name', 'text', (c) => c.primaryKey())
        .addColumn('present', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  {
    name: 'delivery-005-whoever-waits-longest',
    async up({ schema }) {
      await schema.dropIndex('outbox_waiting').execute();
      await schema
        .createIndex('outbox_waiting')
        .on('outbox')
        .column('channel')
        .expression(sql`("messageId" is null)`)
        .columns(['urgency', 'waitingSince', 'createdAt', 'slot', 'dueAt'])
        .where('dueAt', 'is not', null)
        .execute();
    },
  },
  {
    name: 'delivery-006-kept-by-an-attempt',
    async up({ schema }) {
      await schema.alterTable('inbox').addColumn('keptJson', 'text').execute();
    },
  },
];
