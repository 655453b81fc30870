import { UserError } from '../errors.ts';
import type { PipelineService } from './service.ts';

/**
 * It is not known whether the service did it: its answer to an effect did not come. Asking again with the same ids is
 * safe; without, it may act twice.
 */
export class Doubtful extends Error {
  override readonly name = 'Doubtful';
}

/**
 * The service as one request uses it that may have been begun before. An effect is named by an id chosen beforehand, so
 * on doubt the service is asked for it (`find`) and nothing is submitted blindly again. Throws `Doubtful` where the
 * service does not answer.
 */
export function surely(service: PipelineService, attempt: number): PipelineService {
  return {
    ...service,
    async submit(request) {
      if (attempt > 1) {
        const begun = await known(() => service.find(request.runId), request.runId);
        if (begun) return begun;
      }
      try {
        return await service.submit(request);
      } catch (error) {
        if (!(error instanceof Doubtful)) throw error;
        const begun = await known(() => service.find(request.runId), request.runId);
        if (begun) return begun;
        throw error;
      }
    },
    async cancel(runId, by, why) {
      try {
        return await service.cancel(runId, by, why);
      } catch (error) {
        const now = attempt > 1 && isConflict(error) ? await service.find(runId) : undefined;
        // The earlier try asked for it, and the run has ended since.
        if (now?.status === 'Canceled') return now;
        throw error;
      }
    },
  };
}

async function known<Result>(ask: () => Promise<Result>, what: string): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    throw new Doubtful(`${what} may have been started`, { cause: error });
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof UserError && error.problem.code === 'unavailable';
}

function isConflict(error: unknown): boolean {
  return error instanceof UserError && error.problem.code === 'conflict';
}
