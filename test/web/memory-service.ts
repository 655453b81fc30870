import type { PipelineService } from '../../src/pipelines/service.ts';
import type { Run } from '../../src/pipelines/types.ts';

/** What a service in memory holds. Logs are by run id and step, files by run id, step and path, each joined with ` `. */
export interface Held {
  runs: readonly Run[];
  logs?: Readonly<Record<string, readonly string[]>>;
  files?: Readonly<Record<string, string | Uint8Array>>;
}

/** A read-only pipeline service; `asked` lists the artifacts it was asked to open. */
export function memoryService(held: Held) {
  const asked: string[] = [];
  const service = {
    name: 'memory',
    find: async (runId) => held.runs.find(({ id }) => id === runId),
    findShort: async (shortId) => held.runs.find((run) => run.shortId === shortId.toUpperCase()),
    runs: async ({ pipeline, limit }) =>
      held.runs.filter((run) => pipeline === undefined || run.pipeline === pipeline).slice(0, limit),
    async log(runId, step, { tail }) {
      const all = held.logs?.[`${runId} ${step}`] ?? [];
      const lines = all.slice(-tail);
      const omitted = all.slice(0, all.length - lines.length).reduce((sum, line) => sum + line.length + 1, 0);
      return { step, lines, omitted };
    },
    async openArtifact(runId, { step, path }) {
      asked.push(`${runId} ${step} ${path}`);
      const bytes = Buffer.from(held.files?.[`${runId} ${step} ${path}`] ?? '');
      return { step, path, size: bytes.length, stream: ReadableStream.from([bytes]) };
    },
    metrics: async () => [],
    pipelines: async () => [...new Set(held.runs.map(({ pipeline }) => pipeline))].map((name) => ({ name })),
    describe: notHere,
    parametersOf: notHere,
    submit: notHere,
    cancel: notHere,
    publish: notHere,
    setDisabled: notHere,
    changesSince: notHere,
    onChange: () => () => {},
    checks: async () => [],
    close: async () => {},
  } satisfies PipelineService;
  return { service, asked };
}

async function notHere(): Promise<never> {
  throw new Error('pages only read');
}
