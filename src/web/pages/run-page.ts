import { isTerminal, statusTable } from '../../pipelines/status.ts';
import type { Artifact, Run, RunParameter, StepRun } from '../../pipelines/types.ts';
import { showDuration, showNumber, showSize } from '../../show.ts';
import { type Html, html, joined } from './html.ts';
import type { Page } from './page.ts';
import { artifactPath, runPath, runsPath } from './run-links.ts';
import { section } from './section.ts';
import { showState } from './show-state.ts';
import { showTime } from './show-time.ts';
import { failures, stepRow } from './step-parts.ts';

/** The page of one run as it stands at `now` (milliseconds since 1970); until the run ends it loads itself anew. */
export function runPage(run: Run, now: number): Page {
  const ended = isTerminal(run.status);
  return {
    title: `${run.pipeline} · run ${run.shortId}: ${statusTable[run.status].words}`,
    ...(ended ? {} : { refreshSeconds: 5 }),
    body: html`
      <header>
        <p class="quiet"><a href="${runsPath()}">All runs</a></p>
        <h1><bdi>${run.pipeline}</bdi> · run ${run.shortId}</h1>
        <p class="state">${showState(run.status)}${elapsed(run, now)}</p>
        ${run.reason === undefined ? undefined : html`<p>${run.reason}</p>`}
        <p class="quiet">${joined(origin(run), html` · `)}</p>
        ${ended ? undefined : progress(run.steps)}
      </header>
      ${failures(run)}
      ${section('Notices', 'ul', run.notices, (notice) => html`<li>${notice}</li>`)}
      ${section('Steps', 'ol', run.steps, (step) => stepRow(run, step, now))}
      ${section('Metrics', 'table', Object.entries(run.metrics), metricRow)}
      ${section('Artifacts', 'ul', run.artifacts, (artifact) => artifactRow(run, artifact))}
      ${section('Parameters', 'table', run.parameters, parameterRow)}`,
  };
}

function elapsed(run: Run, now: number): string {
  const began = run.startedAt ?? run.submittedAt;
  if (!isTerminal(run.status)) {
    const usual = run.usualMs === undefined ? '' : `, usually ${showDuration(run.usualMs)}`;
    return `, ${showDuration(now - began)} so far${usual}`;
  }
  if (run.endedAt === undefined) return '';
  return ` ${run.status === 'Completed' ? 'in' : 'after'} ${showDuration(run.endedAt - began)}`;
}

function origin(run: Run): readonly Html[] {
  const parts = [html`Asked for by <bdi>${run.submittedBy}</bdi>`, showTime(run.submittedAt)];
  parts.push(html`experiment <bdi>${run.experiment}</bdi>`);
  if (run.version !== undefined) parts.push(html`version ${run.version}`);
  if (run.repeats) parts.push(html`repeats <a href="${runPath(run.repeats.runId)}">run ${run.repeats.shortId}</a>`);
  return parts;
}

function progress(steps: readonly StepRun[]): Html {
  const done = steps.filter((step) => isTerminal(step.status)).length;
  const words = `${done} of ${steps.length} steps done`;
  return html`<progress max="${Math.max(1, steps.length)}" value="${done}" aria-label="${words}"></progress>
    <p class="quiet">${words}</p>`;
}

function metricRow([name, value]: [string, number]): Html {
  return html`<tr><th scope="row">${name}</th><td>${showNumber(value)}</td></tr>`;
}

function parameterRow({ name, value, default: usual }: RunParameter): Html {
  const note =
    usual === undefined || usual === value ? undefined : html` <span class="quiet">instead of ${usual}</span>`;
  return html`<tr><th scope="row">${name}</th><td><bdi>${value}</bdi>${note}</td></tr>`;
}

function artifactRow(run: Run, artifact: Artifact): Html {
  return html`<li class="row">
    <span class="name"><a href="${artifactPath(run.id, artifact)}"><bdi>${artifact.path}</bdi></a></span>
    <span class="fact"><bdi>${artifact.step}</bdi> · ${showSize(artifact.size)}</span>
  </li>`;
}
