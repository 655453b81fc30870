import { UserError } from '../../src/errors.ts';
import type { SubmitRequest } from '../../src/pipelines/service.ts';

let runs = 0;

/** A request for a further run of `greet`. */
export function greeting(change: Partial<SubmitRequest> = {}): SubmitRequest {
  runs += 1;
  return {
    runId: `run-contract-${runs}`,
    source: { kind: 'pipeline', name: 'greet' },
    parameters: {},
    submittedBy: 'terminal:ada',
    ...change,
  };
}

/** Why the service refused; fails where it did not. */
export async function refusal(act: Promise<unknown>) {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error.problem;
}
