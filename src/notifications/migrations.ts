import { sql } from 'kysely';
import type { Migration } from '../store/migrate.ts';

/** The history of the tables of notifications, oldest first. */
export const notificationsMigrations: readonly Migration[] = [
  {
    name: 'notifications-001-first',
    async up({ schema }) {
      await schema
        .createTable('watched_run')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('service', 'text', (c) => c.notNull())
        .addColumn('shortId', 'text', (c) => c.notNull())
        .addColumn('pipeline', 'text', (c) => c.notNull())
        .addColumn('experiment', 'text', (c) => c.notNull())
        .addColumn('submittedBy', 'text', (c) => c.notNull())
        .addColumn('status', 'text', (c) => c.notNull())
        .addColumn('isFinal', 'integer', (c) => c.notNull())
        .addColumn('runJson', 'text', (c) => c.notNull())
        .addColumn('changedAt', 'bigint', (c) => c.notNull())
        .execute();
      await schema.createIndex('watched_run_open').on('watched_run').columns(['service', 'isFinal']).execute();
      await schema
        .createTable('watch_cursor')
        .addColumn('service', 'text', (c) => c.primaryKey())
        .addColumn('cursor', 'text', (c) => c.notNull())
        .execute();
      await schema
        .createTable('subscription')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('channel', 'text', (c) => c.notNull())
        .addColumn('channelJson', 'text', (c) => c.notNull())
        .addColumn('pipeline', 'text', (c) => c.notNull())
        .addColumn('events', 'text', (c) => c.notNull())
        .addColumn('filtersJson', 'text', (c) => c.notNull())
        .addColumn('mention', 'text', (c) => c.notNull())
        .addColumn('threads', 'integer', (c) => c.notNull())
        .addColumn('createdBy', 'text', (c) => c.notNull())
        .addColumn('createdAt', 'bigint', (c) => c.notNull())
        .addColumn('pausedWhy', 'text')
        .execute();
      await schema.createIndex('subscription_pipeline').on('subscription').column('pipeline').execute();
      await schema.createIndex('subscription_channel').on('subscription').column('channel').execute();
      await schema
        .createTable('mute')
        .addColumn('channel', 'text', (c) => c.notNull())
        .addColumn('pipeline', 'text', (c) => c.notNull())
        .addColumn('until', 'bigint')
        .addColumn('by', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('mute_key', ['channel', 'pipeline'])
        .execute();
      await schema
        .createTable('incident')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('key', 'text', (c) => c.notNull())
        .addColumn('service', 'text', (c) => c.notNull())
        .addColumn('target', 'text', (c) => c.notNull())
        .addColumn('cause', 'text', (c) => c.notNull())
        .addColumn('openedAt', 'bigint', (c) => c.notNull())
        .addColumn('lastAt', 'bigint', (c) => c.notNull())
        .addColumn('runsJson', 'text', (c) => c.notNull())
        .addColumn('runCount', 'integer', (c) => c.notNull())
        .execute();
      await schema.createIndex('incident_key').on('incident').columns(['key', 'lastAt']).execute();
    },
  },
  {
    name: 'notifications-002-old-runs',
    async up({ schema }) {
      await schema.createIndex('watched_run_old').on('watched_run').columns(['isFinal', 'changedAt']).execute();
    },
  },
  {
    name: 'notifications-003-incidents-end',
    async up(tools) {
      const { schema } = tools;
      // Nobody waits to hear that what happened before this version is over.
      await schema
        .alterTable('incident')
        .addColumn('isOver', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
      await sql`update incident set "isOver" = 1`.execute(tools);
      await schema.createIndex('incident_open').on('incident').columns(['isOver', 'lastAt']).execute();
    },
  },
];
