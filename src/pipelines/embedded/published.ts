import { UserError } from '../../errors.ts';
import { showUtc } from '../../show.ts';
import type { PipelineTarget } from '../service.ts';
import type { Disabling, PublishedPipeline } from '../types.ts';
import type { FrozenGraph } from './frozen-graph.ts';
import { addGraph } from './run-writes.ts';
import type { EmbeddedDatabase, PublishedRow } from './schema.ts';

/** Stands in the table for the pipeline as a whole. */
const wholePipeline = 0;

/** A version to be made; the same `requestId` makes it once. */
interface NewVersion {
  requestId: string;
  name: string;
  graph: FrozenGraph;
  description?: string;
  by: string;
}

/** Published versions and what is disabled. */
export type Published = ReturnType<typeof createPublished>;

export function createPublished(db: EmbeddedDatabase, now: () => number) {
  async function disablingOf(name: string, version: number): Promise<Disabling | undefined> {
    const row = await db
      .selectFrom('disabling')
      .selectAll()
      .where('name', '=', name)
      .where('version', '=', version)
      .executeTakeFirst();
    if (!row || (row.until !== null && row.until <= now())) return undefined;
    const { by, at, why, until } = row;
    return { by, at, ...(why !== null && { why }), ...(until !== null && { until }) };
  }

  async function versions(name: string): Promise<PublishedPipeline[]> {
    const rows = await db.selectFrom('published').selectAll().where('name', '=', name).orderBy('version').execute();
    const withMarks = rows.map(async (row) => {
      const disabled = await disablingOf(name, row.version);
      return { ...asPublished(row), ...(disabled && { disabled }) };
    });
    return Promise.all(withMarks);
  }

  return {
    versions,

    async names(): Promise<string[]> {
      const rows = await db.selectFrom('published').select('name').distinct().execute();
      return rows.map(({ name }) => name);
    },

    async graph(name: string, version: number): Promise<FrozenGraph | undefined> {
      const row = await db
        .selectFrom('published')
        .innerJoin('graph', 'graph.digest', 'published.graph')
        .select('graph.json')
        .where('name', '=', name)
        .where('version', '=', version)
        .executeTakeFirst();
      return row && (JSON.parse(row.json) as FrozenGraph);
    },

    disabledPipeline: (name: string) => disablingOf(name, wholePipeline),

    async setDisabled({ name, version }: PipelineTarget, disabling: Disabling | undefined): Promise<void> {
      const key = { name, version: typeof version === 'number' ? version : wholePipeline };
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('disabling').where('name', '=', key.name).where('version', '=', key.version).execute();
        if (!disabling) return;
        const { by, at, why = null, until = null } = disabling;
        await tx
          .insertInto('disabling')
          .values({ ...key, by, at, why, until })
          .execute();
      });
    },

    /** Adds the next version. A graph equal to the latest version's is refused with `conflict`: it would change nothing. */
    add(request: NewVersion): Promise<PublishedPipeline> {
      const { requestId, name, graph, description, by } = request;
      return db.transaction().execute(async (tx) => {
        const before = await tx
          .selectFrom('published')
          .selectAll()
          .where('requestId', '=', requestId)
          .executeTakeFirst();
        if (before) return asPublished(before);
        const digest = await addGraph(tx, graph);
        const latest = await tx
          .selectFrom('published')
          .select(['version', 'graph'])
          .where('name', '=', name)
          .orderBy('version', 'desc')
          .executeTakeFirst();
        if (latest?.graph === digest) {
          throw new UserError({
            code: 'conflict',
            message: `${name} version ${latest.version} is exactly this already; nothing was published.`,
            fix: `run ${name}@v${latest.version}`,
          });
        }
        const version = (latest?.version ?? 0) + 1;
        const row = {
          ...{ name, version, description: description ?? null, publishedBy: by, publishedAt: now() },
          ...{ graph: digest, requestId },
        };
        await tx.insertInto('published').values(row).execute();
        return asPublished(row);
      });
    },
  };
}

function asPublished({ name, version, description, publishedBy, publishedAt }: PublishedRow): PublishedPipeline {
  return { name, version, ...(description !== null && { description }), publishedBy, publishedAt };
}

/** Throws `disabled` when the pipeline, or this version of it, refuses runs; says who disabled it, when and why. */
export async function refuseDisabled(published: Published, name: string, version: number | undefined): Promise<void> {
  const whole = await published.disabledPipeline(name);
  const own =
    version === undefined
      ? undefined
      : (await published.versions(name)).find((each) => each.version === version)?.disabled;
  const disabling = whole ?? own;
  if (!disabling) return;
  const target = whole ? name : `${name}@v${version}`;
  throw new UserError({
    code: 'disabled',
    message: `${target} is disabled: ${disablingWords(disabling)}. Nothing was started.`,
    fix: `enable ${target}`,
  });
}

/** `by terminal:ada since 2026-11-21 09:30 UTC, until 2026-11-21 11:30 UTC: the data is being moved`. */
function disablingWords({ by, at, why, until }: Disabling): string {
  const end = until === undefined ? '' : `, until ${showUtc(until)}`;
  return `by ${by} since ${showUtc(at)}${end}${why === undefined ? '' : `: ${why}`}`;
}
