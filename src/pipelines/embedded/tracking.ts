import { hash } from 'node:crypto';
import { z } from 'zod';
import type { RunWrites } from './run-writes.ts';
import type { EmbeddedDatabase } from './schema.ts';
import { workspaceName } from './step-environment.ts';

/** A request of a running step, as the web room hands it on. `path` begins after `/mlflow`. */
export interface TrackingRequest {
  method: string;
  path: string;
  authorization: string | undefined;
  body: string;
}

/** An answer in MLflow's form. */
export interface TrackingAnswer {
  status: number;
  json: Readonly<Record<string, unknown>>;
}

const base = `/${workspaceName}/api/2.0/mlflow`;

/** Numbers come as JSON numbers, 64-bit integers also as text, and what JSON has no number for as these words. */
const metricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const integer = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,16}$/)
    .transform(Number)
    .pipe(z.int()),
]);

const logMetric = z.object({
  run_id: z.string().optional(),
  run_uuid: z.string().optional(),
  key: z.string().min(1).max(250),
  value: metricValue,
  timestamp: integer,
  step: integer.default(0),
});

/**
 * MLflow's tracking routes for running steps, each known by the token in its environment: so far `runs/log-metric`.
 * Everything else answers 404, as Azure ML's own server does for routes it does not have.
 */
export function createTracking(db: EmbeddedDatabase, writes: RunWrites) {
  return async function track(request: TrackingRequest): Promise<TrackingAnswer> {
    const step = await stepOf(request.authorization);
    if (!step) return refusal(401, 'UNAUTHENTICATED', 'This token belongs to no running step.');
    if (request.method !== 'POST' || request.path !== `${base}/runs/log-metric`) {
      return refusal(404, 'ENDPOINT_NOT_FOUND', `Pipehand does not answer ${request.method} ${request.path}.`);
    }
    const metric = logMetric.safeParse(parseJson(request.body));
    if (!metric.success) return refusal(400, 'INVALID_PARAMETER_VALUE', z.prettifyError(metric.error));
    const { key, value, timestamp, step: iteration, run_id, run_uuid } = metric.data;
    if ((run_id ?? run_uuid) !== step.id) {
      return refusal(403, 'PERMISSION_DENIED', 'A step may log to its own run only (MLFLOW_RUN_ID).');
    }
    await writes.addMetric({
      runId: step.runId,
      stepId: step.id,
      name: key,
      value: Number.isNaN(value) ? null : value,
      iteration,
      at: timestamp,
    });
    return { status: 200, json: {} };
  };

  async function stepOf(authorization: string | undefined): Promise<{ id: string; runId: string } | undefined> {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    return db
      .selectFrom('step')
      .select(['id', 'runId'])
      .where('tokenHash', '=', hash('sha256', token))
      .executeTakeFirst();
  }
}

function refusal(status: number, code: string, message: string): TrackingAnswer {
  return { status, json: { error_code: code, message } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
