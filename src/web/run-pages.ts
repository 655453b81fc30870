import { UserError } from '../errors.ts';
import type { PipelineService } from '../pipelines/service.ts';
import type { Run } from '../pipelines/types.ts';
import { type Access, withoutTicket } from './access.ts';
import { artifactAnswer, textAnswer } from './artifact-answer.ts';
import { logPage } from './pages/log-page.ts';
import { pageAnswer } from './pages/page.ts';
import { runPage } from './pages/run-page.ts';
import { runsPage } from './pages/runs-page.ts';
import type { Route, WebAnswer, WebRequest } from './route.ts';

// What a page shows of a log, and what its whole text may hold, in lines.
const pageLines = 1_000;
const textLines = 100_000;
const listedRuns = 50;

/** What the run pages stand on. `policy` says whether a person may see runs at all. */
export interface RunPagesOptions {
  service: PipelineService;
  access: Access;
  policy: (user: string) => boolean;
  now: () => number;
}

/** The list of runs and the pages of a run, its logs and its artifacts, for people who have been let in. */
export function runRoutes({ service, access, policy, now }: RunPagesOptions): readonly Route[] {
  function page(path: string, show: (run: Run, request: WebRequest) => Promise<WebAnswer>): Route {
    return { method: 'GET', path, bodyLimit: 0, browser: true, handle: (request) => guarded(request, show) };
  }

  async function guarded(
    request: WebRequest,
    show: (run: Run, request: WebRequest) => Promise<WebAnswer>,
  ): Promise<WebAnswer> {
    const reference = parameter(request, 'run');
    const user = access.userOf(request);
    if (user === undefined) return access.door(request, reference);
    if (request.url.search !== '') return { status: 303, headers: { location: request.url.pathname } };
    if (!policy(user)) throw notAllowed(user);
    return show(await find(reference), request);
  }

  async function list(request: WebRequest): Promise<WebAnswer> {
    const user = access.userOf(request);
    if (user === undefined) return access.door(request, undefined);
    if (request.url.searchParams.has('ticket'))
      return { status: 303, headers: { location: withoutTicket(request.url) } };
    if (!policy(user)) throw notAllowed(user);
    const pipeline = request.url.searchParams.get('pipeline') || undefined;
    const [runs, known] = await Promise.all([
      service.runs({ limit: listedRuns, ...(pipeline !== undefined && { pipeline }) }),
      service.pipelines(),
    ]);
    const pipelines = known.map(({ name }) => name);
    return pageAnswer(200, runsPage({ runs, pipelines, pipeline, most: listedRuns }, now()));
  }

  async function find(reference: string): Promise<Run> {
    const run = isReference(reference)
      ? ((await service.find(reference)) ?? (await service.findShort(reference)))
      : undefined;
    if (run === undefined) throw unknownRun();
    return run;
  }

  async function log(run: Run, step: string, tail: number) {
    if (!run.steps.some(({ name }) => name === step)) throw unknownStep(run);
    return service.log(run.id, step, { tail });
  }

  const showRun = async (run: Run) => pageAnswer(200, runPage(run, now()));
  return [
    ...['/runs', '/runs/'].map((path) => ({ method: 'GET', path, bodyLimit: 0, browser: true, handle: list }) as const),
    page('/runs/:run', showRun),
    page('/runs/:run/', showRun),
    page('/runs/:run/logs/:step', async (run, request) => {
      return pageAnswer(200, logPage(run, await log(run, parameter(request, 'step'), pageLines)));
    }),
    page('/runs/:run/logs/:step/text', async (run, request) => {
      const { step, lines, omitted } = await log(run, parameter(request, 'step'), textLines);
      const before = omitted === 0 ? [] : [`(${omitted} bytes before this are left out)`];
      return textAnswer(`${run.shortId} ${step}.txt`, [...before, ...lines, ''].join('\n'));
    }),
    page('/runs/:run/artifacts/:step/*path', async (run, request) => {
      const [step, path] = [parameter(request, 'step'), parameter(request, 'path')];
      const artifact = run.artifacts.find((known) => known.step === step && known.path === path);
      if (artifact === undefined) throw unknownArtifact(run);
      return artifactAnswer(await service.openArtifact(run.id, { step: artifact.step, path: artifact.path }));
    }),
  ];
}

function parameter(request: WebRequest, name: string): string {
  return request.params.get(name) ?? '';
}

/** Short ids and the ids of any service are made of these; anything else is not worth asking the service for. */
function isReference(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/.test(text);
}

function notAllowed(user: string): UserError {
  return new UserError({
    code: 'forbidden',
    message: 'You may not see runs.',
    fix: `Ask an admin to allow it; your id is ${user}.`,
  });
}

function unknownRun(): UserError {
  return new UserError({
    code: 'unknown-run',
    message: 'There is no such run.',
    fix: 'Type runs in chat to see the latest ones.',
  });
}

function unknownStep(run: Run): UserError {
  return new UserError({
    code: 'unknown-step',
    message: `Run ${run.shortId} has no such step.`,
    details: [`Its steps: ${run.steps.map(({ name }) => name).join(', ')}`],
  });
}

function unknownArtifact(run: Run): UserError {
  return new UserError({
    code: 'unknown-step',
    message: `Run ${run.shortId} has no such artifact.`,
    fix: `Its artifacts are listed on its page: /runs/${run.shortId}/`,
  });
}
