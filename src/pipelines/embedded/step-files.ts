import { join, relative } from 'node:path';
import { closest } from '../../closest.ts';
import { UserError } from '../../errors.ts';
import { visible } from '../../visible.ts';
import type { ArtifactContent, LogExcerpt, LogWindow } from '../service.ts';
import type { Home } from './home.ts';
import { openInside } from './open-artifact.ts';
import { readLog } from './read-log.ts';
import type { RunReads } from './run-reads.ts';
import type { EmbeddedDatabase } from './schema.ts';
import { type StepFolder, stepFolder } from './step-folder.ts';

/** What steps left on disk: their logs and artifacts. */
export function createStepFiles(options: { home: Home; db: EmbeddedDatabase; reads: RunReads }) {
  const { home, db, reads } = options;

  async function stepOf(runId: string, step: string): Promise<{ id: string; folder: StepFolder }> {
    const run = await reads.rowOf(runId);
    const rows = run ? await db.selectFrom('step').selectAll().where('runId', '=', runId).execute() : [];
    const row = rows.find(({ name }) => name === step);
    if (!run || !row)
      throw unknownStep(
        step,
        rows.map(({ name }) => name),
      );
    return { id: row.id, folder: stepFolder(join(home.runs, run.shortId), row.position, row.name, row.attempt) };
  }

  return {
    async log(runId: string, step: string, window: LogWindow): Promise<LogExcerpt> {
      const { folder } = await stepOf(runId, step);
      return { step, ...(await readLog(folder.log, window)), file: folder.log };
    },

    /** Only what the step is recorded to have left is opened; the request's path is never turned into a file's. */
    async open(runId: string, { step, path }: { step: string; path: string }): Promise<ArtifactContent> {
      const { id, folder } = await stepOf(runId, step);
      const known = await db
        .selectFrom('artifact')
        .select('path')
        .where('stepId', '=', id)
        .where('path', '=', path)
        .executeTakeFirst();
      const opened = known && (await openInside(home.runs, join(relative(home.runs, folder.artifacts), known.path)));
      if (opened) return { step, path, ...opened };
      throw new UserError({
        code: 'unknown-step',
        message: `The step ${visible(step, 60)} left no file "${visible(path, 100)}".`,
        fix: 'artifacts',
      });
    },
  };
}

function unknownStep(step: string, names: readonly string[]): UserError {
  const near = closest(step, names);
  return new UserError({
    code: 'unknown-step',
    message: `The run has no step "${visible(step, 60)}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
    details: [`Its steps: ${names.join(', ')}`],
    ...(near !== undefined && { fix: near, corrections: [{ word: step, right: near }] }),
  });
}
