import { UserError } from '../errors.ts';
import type { PipelineService } from './service.ts';

/**
 * It is not known whether the service did it: its answer to an effect did not come. Asking again with the same ids is
 * safe; without, it may act twice.
 */
export class Doubtful extends Error {
  override readonly name = 'Doubtful';
}

/** One try at a request: which it is, from 1, and whether nobody else can have taken the request over meanwhile. */
interface Try {
  attempt: number;
  isStillOurs(): boolean;
}

/**
 * The service as one request uses it that may have been begun before. An effect is named by an id chosen beforehand, so
 * on doubt the service is asked for it (`find`) and nothing is submitted blindly again. Throws `Doubtful` where the
 * service does not answer, and where a process that was frozen wakes too late to have any effect.
 */
export function surely(service: PipelineService, { attempt, isStillOurs }: Try): PipelineService {
  function checkOurs(): void {
    if (!isStillOurs()) throw new Doubtful('another process may be carrying this out');
  }

  /** A service that cannot be reached has done nothing now; what an earlier try came to is not known by that. */
  async function effect<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
    return attempt > 1 ? known(act, what) : act();
  }

  return {
    ...service,
    async submit(request) {
      if (attempt > 1) {
        const begun = await known(() => service.find(request.runId), request.runId);
        if (begun) return begun;
      }
      checkOurs();
      try {
        return await effect(request.runId, () => service.submit(request));
      } catch (error) {
        if (!(error instanceof Doubtful)) throw error;
        const begun = await known(() => service.find(request.runId), request.runId);
        if (begun) return begun;
        throw error;
      }
    },
    async cancel(runId, by, why) {
      checkOurs();
      try {
        return await effect(runId, () => service.cancel(runId, by, why));
      } catch (error) {
        const now = attempt > 1 && isConflict(error) ? await known(() => service.find(runId), runId) : undefined;
        // The earlier try asked for it, and the run has ended since.
        if (now?.status === 'Canceled') return now;
        throw error;
      }
    },
    async publish(request) {
      checkOurs();
      return effect(request.name, () => service.publish(request));
    },
    async setDisabled(target, mark) {
      checkOurs();
      return effect(target.name, () => service.setDisabled(target, mark));
    },
  };
}

async function known<Result>(ask: () => Promise<Result>, what: string): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    throw new Doubtful(`an earlier try may have changed ${what}`, { cause: error });
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof UserError && error.problem.code === 'unavailable';
}

function isConflict(error: unknown): boolean {
  return error instanceof UserError && error.problem.code === 'conflict';
}
