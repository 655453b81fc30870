import { UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { migrate } from '../../store/migrate.ts';
import { openSqlite } from '../../store/sqlite.ts';
import { visible } from '../../visible.ts';
import type { Disk } from '../definition/disk.ts';
import type { PipelineService } from '../service.ts';
import { readShortRunId } from '../short-run-id.ts';
import type { Run } from '../types.ts';
import { createCatalog } from './catalog.ts';
import { openChangeFeed } from './change-feed.ts';
import { machineChecks } from './checks.ts';
import { isPipelineName, pipelineNameRule } from './definitions.ts';
import { createEngine } from './engine.ts';
import { type Home, homeAt } from './home.ts';
import { liveRun } from './live-run.ts';
import { inspectMachine } from './machine.ts';
import { embeddedMigrations } from './migrations.ts';
import { createPublished } from './published.ts';
import { recover } from './recovery.ts';
import { createRunReads } from './run-reads.ts';
import { createRunWrites } from './run-writes.ts';
import type { EmbeddedDatabase, EmbeddedSchema } from './schema.ts';
import { createStepFiles } from './step-files.ts';
import { frozenSource, prepareRun, sourceParameters } from './submit.ts';
import { createTracking } from './tracking.ts';
import { createWriteQueue } from './write-queue.ts';

interface EmbeddedOptions {
  /** `PIPEHAND_HOME`: everything the service keeps is below it. */
  home: string;
  /** `PIPEHAND_PIPELINES`: the folder of definitions. */
  definitions: string;
  disk: Disk;
  /** The part of the machine's environment that steps may see. */
  stepEnvironment: Readonly<Record<string, string>>;
  /** What a step may use, as `PIPEHAND_STEP_LIMITS` says it; nothing is limited without. */
  stepLimits?: string;
  /** Steps that run at the same time. */
  slots: number;
  /** Milliseconds between asking a step to end and ending it by force. */
  grace: number;
  now(): number;
  log: Log;
}

/** The embedded service with its two doors: the port for the rest of Pipehand, and the tracking routes for its steps. */
export interface EmbeddedService {
  service: PipelineService;
  track: ReturnType<typeof createTracking>;
  /** Takes up unfinished runs and begins to start steps; they reach the tracking routes at `trackingUrl`. */
  start(trackingUrl: string): Promise<void>;
}

/**
 * Opens the embedded service in its home, which belongs to this process until it ends. Throws `unavailable` when another
 * process owns the home, the disk cannot be written, or the machine has no bash.
 */
export async function openEmbeddedService(options: EmbeddedOptions): Promise<EmbeddedService> {
  const home = homeAt(options.home);
  const db = openSqlite<EmbeddedSchema>(home.database, { exclusive: true });
  try {
    return await serviceOn(db, home, options);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function serviceOn(db: EmbeddedDatabase, home: Home, options: EmbeddedOptions): Promise<EmbeddedService> {
  await migrate(db, embeddedMigrations);
  const machine = inspectMachine(home, options.stepEnvironment, options.stepLimits ?? '');
  const reads = createRunReads(db, home);
  const listeners = new Set<() => void>();
  const queue = createWriteQueue({
    db,
    lastChange: await reads.lastChange(),
    log: options.log,
    committed: () => {
      for (const wake of listeners) wake();
    },
  });
  const writes = createRunWrites(db, queue);
  const published = createPublished(db, options.now);
  const catalog = createCatalog({ folder: options.definitions, disk: options.disk, published });
  const parts = { home, machine, catalog, published, reads, now: options.now };
  const files = createStepFiles({ home, db, reads });
  let trackingUrl = '';
  let closed = false;
  let started = false;

  const engine = createEngine({
    machine,
    writes,
    slots: options.slots,
    grace: options.grace,
    now: options.now,
    log: options.log,
    trackingUrl: () => trackingUrl,
  });

  async function runOf(runId: string): Promise<Run> {
    const run = await reads.find(runId);
    if (!run) throw new UserError({ code: 'unknown-run', message: `There is no run ${runId}.`, fix: 'runs' });
    return run;
  }

  const service: PipelineService = {
    name: 'local',
    pipelines: () => catalog.list(),
    describe: (target) => catalog.describe(target),
    parametersOf: (source) => sourceParameters(parts, source),

    async submit(request) {
      const known = await reads.find(request.runId);
      if (known) return known;
      const prepared = await prepareRun(parts, request);
      if (await writes.addRun(prepared)) {
        const row = await reads.rowOf(request.runId);
        if (row) await engine.admit(liveRun(home, row, [], prepared.graph, new Set()));
      }
      return runOf(request.runId);
    },

    find: (runId) => reads.find(runId),

    async findShort(text) {
      const shortId = readShortRunId(text);
      return shortId === undefined ? undefined : reads.findShort(shortId);
    },

    runs: (query) => reads.list(query),

    async cancel(runId, by, why) {
      const run = await runOf(runId);
      if (await engine.cancel(runId, by, why)) return runOf(runId);
      throw new UserError({
        code: 'conflict',
        message: `Run ${run.shortId} has ended already (${run.status}); there is nothing to cancel.`,
        fix: `status ${run.shortId}`,
      });
    },

    log: (runId, step, window) => files.log(runId, step, window),
    metrics: (runId) => reads.metricsOf(runId),
    openArtifact: (runId, artifact) => files.open(runId, artifact),

    async publish({ requestId, source, name, description, by }) {
      if (!isPipelineName(name)) {
        throw new UserError({
          code: 'bad-value',
          message: `"${visible(name, 60)}" cannot be a pipeline's name: it is ${pipelineNameRule}.`,
        });
      }
      const graph = await frozenSource(parts, source);
      return published.add({ requestId, name, graph, by, ...(description !== undefined && { description }) });
    },

    async setDisabled(target, disabling) {
      if (typeof target.version === 'number') await catalog.resolve(target);
      else if (!(await catalog.exists(target.name))) throw await catalog.unknown(target.name);
      await published.setDisabled(target, disabling);
    },

    changesSince: await openChangeFeed(db, reads),

    onChange(wake) {
      listeners.add(wake);
      return () => listeners.delete(wake);
    },

    checks: () =>
      machineChecks({
        home,
        machine,
        engine: engine.state(),
        stalledBy: queue.stalledBy(),
        catalog,
        definitions: options.definitions,
      }),

    async close() {
      closed = true;
      engine.close();
      await queue.close();
      await db.destroy();
    },
  };

  return {
    service,
    track: createTracking(db, writes),
    async start(url) {
      if (started) return;
      started = true;
      trackingUrl = url;
      await recover({ home, engine, reads, now: options.now, isClosed: () => closed });
    },
  };
}
