import { UserError } from '../../src/errors.ts';
import type { Changes, PipelineService } from '../../src/pipelines/service.ts';
import { Doubtful } from '../../src/pipelines/surely.ts';
import type { Run } from '../../src/pipelines/types.ts';
import type { Answer } from './stand-in-platform.ts';
import type { ServiceRequest } from './stand-in-service.ts';
import type { Wire } from './wire.ts';

/** The stand-in service as the product uses any service. It never says by itself that something changed. */
export function createServiceClient(wire: Wire): PipelineService {
  async function ask(request: ServiceRequest): Promise<Answer> {
    const answer = await wire(request).catch((error: unknown) => {
      throw unavailable(error);
    });
    if (answer.status === 422)
      throw new UserError({ code: 'disabled', message: 'This pipeline is never run.', fix: 'Run another one.' });
    if (answer.status === 409) throw new UserError({ code: 'conflict', message: 'This run has ended.' });
    if (answer.status !== 200 && answer.status !== 404) throw unavailable(new Error(`answered ${answer.status}`));
    return answer;
  }

  async function runOf(request: ServiceRequest): Promise<Run> {
    const { status, body } = await ask(request);
    if (status === 404) throw new UserError({ code: 'unknown-run', message: 'There is no such run.' });
    return body as Run;
  }

  return {
    name: 'stand-in',
    submit: (request) => inDoubt(runOf({ method: 'submit', request, sentAt: Date.now() })),
    async find(runId) {
      const { status, body } = await ask({ method: 'find', runId });
      return status === 404 ? undefined : (body as Run);
    },
    cancel: (runId) => inDoubt(runOf({ method: 'cancel', runId })),
    async changesSince(cursor) {
      const { body } = await ask({ method: 'changes', ...(cursor !== undefined && { cursor }) });
      return body as Changes;
    },
    async runs({ limit }) {
      const { body } = await ask({ method: 'runs', limit });
      return body as readonly Run[];
    },
    onChange: () => () => {},
    async close() {},
    pipelines: notAsked,
    describe: notAsked,
    parametersOf: notAsked,
    findShort: notAsked,
    log: notAsked,
    metrics: notAsked,
    openArtifact: notAsked,
    publish: notAsked,
    setDisabled: notAsked,
    checks: notAsked,
  };
}

/** The stand-in says nothing of how far a request came that it did not answer well. */
async function inDoubt(run: Promise<Run>): Promise<Run> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof UserError && error.problem.code !== 'unavailable') throw error;
    throw new Doubtful('it may have been done', { cause: error });
  }
}

function unavailable(cause: unknown): UserError {
  return new UserError({ code: 'unavailable', message: 'The service cannot be reached.' }, { cause });
}

async function notAsked(): Promise<never> {
  throw new Error('nobody asks the stand-in for this');
}
