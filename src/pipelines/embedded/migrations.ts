import { sql } from 'kysely';
import type { Migration } from '../../store/migrate.ts';

/** The schema's history, oldest first. */
export const embeddedMigrations: readonly Migration[] = [
  {
    name: '001-first',
    async up({ schema }) {
      await schema
        .createTable('graph')
        .addColumn('digest', 'text', (c) => c.primaryKey())
        .addColumn('json', 'text', (c) => c.notNull())
        .execute();
      await schema
        .createTable('run')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('number', 'integer', (c) => c.notNull().unique())
        .addColumn('shortId', 'text', (c) => c.notNull().unique())
        .addColumn('pipeline', 'text', (c) => c.notNull())
        .addColumn('version', 'integer')
        .addColumn('experiment', 'text', (c) => c.notNull())
        .addColumn('status', 'text', (c) => c.notNull())
        .addColumn('reason', 'text')
        .addColumn('submittedBy', 'text', (c) => c.notNull())
        .addColumn('submittedAt', 'integer', (c) => c.notNull())
        .addColumn('startedAt', 'integer')
        .addColumn('endedAt', 'integer')
        .addColumn('graph', 'text', (c) => c.notNull().references('graph.digest'))
        .addColumn('parametersJson', 'text', (c) => c.notNull())
        .addColumn('givenJson', 'text', (c) => c.notNull())
        .addColumn('tagsJson', 'text', (c) => c.notNull())
        .addColumn('noticesJson', 'text', (c) => c.notNull())
        .addColumn('repeats', 'text')
        .addColumn('cancelBy', 'text')
        .addColumn('cancelWhy', 'text')
        .addColumn('changed', 'integer', (c) => c.notNull())
        .execute();
      await schema.createIndex('run_changed').on('run').column('changed').execute();
      await schema.createIndex('run_pipeline').on('run').columns(['pipeline', 'status']).execute();
      await schema
        .createTable('step')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('runId', 'text', (c) => c.notNull().references('run.id'))
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('position', 'integer', (c) => c.notNull())
        .addColumn('status', 'text', (c) => c.notNull())
        .addColumn('reason', 'text')
        .addColumn('startedAt', 'integer')
        .addColumn('endedAt', 'integer')
        .addColumn('exitCode', 'integer')
        .addColumn('cause', 'text')
        .addColumn('logTailJson', 'text')
        .addColumn('attempt', 'integer', (c) => c.notNull())
        .addColumn('tokenHash', 'text')
        .execute();
      await schema.createIndex('step_run').on('step').columns(['runId', 'position']).execute();
      await schema.createIndex('step_token').on('step').column('tokenHash').execute();
      await schema
        .createTable('metric')
        .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('runId', 'text', (c) => c.notNull().references('run.id'))
        .addColumn('stepId', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('value', 'real')
        .addColumn('iteration', 'integer', (c) => c.notNull())
        .addColumn('at', 'integer', (c) => c.notNull())
        .execute();
      await schema.createIndex('metric_run').on('metric').column('runId').execute();
      await schema
        .createTable('artifact')
        .addColumn('runId', 'text', (c) => c.notNull().references('run.id'))
        .addColumn('stepId', 'text', (c) => c.notNull())
        .addColumn('path', 'text', (c) => c.notNull())
        .addColumn('size', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('artifact_key', ['stepId', 'path'])
        .execute();
      await schema.createIndex('artifact_run').on('artifact').column('runId').execute();
      await schema
        .createTable('published')
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('description', 'text')
        .addColumn('publishedBy', 'text', (c) => c.notNull())
        .addColumn('publishedAt', 'integer', (c) => c.notNull())
        .addColumn('graph', 'text', (c) => c.notNull().references('graph.digest'))
        .addPrimaryKeyConstraint('published_key', ['name', 'version'])
        .execute();
      await schema
        .createTable('disabling')
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('by', 'text', (c) => c.notNull())
        .addColumn('at', 'integer', (c) => c.notNull())
        .addColumn('why', 'text')
        .addColumn('until', 'integer')
        .addPrimaryKeyConstraint('disabling_key', ['name', 'version'])
        .execute();
    },
  },
  {
    name: '002-publish-once',
    async up({ schema }) {
      await schema.alterTable('published').addColumn('requestId', 'text').execute();
      await schema.createIndex('published_request').on('published').column('requestId').unique().execute();
    },
  },
  {
    name: '003-compute-failures',
    async up({ schema }) {
      await schema.alterTable('step').addColumn('computeJson', 'text').execute();
    },
  },
  {
    name: '004-history',
    async up(tools) {
      await tools.schema
        .createTable('history')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('namelessUntil', 'integer', (c) => c.notNull())
        .execute();
      await sql`insert into history select lower(hex(randomblob(8))), coalesce(max(changed), 0) from run`.execute(
        tools,
      );
    },
  },
  {
    name: '005-newest-of-a-pipeline',
    async up({ schema }) {
      // The newest runs of a pipeline are asked for with every run that is read.
      await schema.dropIndex('run_pipeline').execute();
      await schema.createIndex('run_pipeline').on('run').columns(['pipeline', 'status', 'number']).execute();
    },
  },
];
