import { statusTable } from '../../pipelines/status.ts';
import type { Run, StepRun } from '../../pipelines/types.ts';
import { showDuration } from '../../show.ts';
import { type Html, html } from './html.ts';
import { logPath } from './run-links.ts';
import { showMark } from './show-state.ts';

/** One step of a run: its name leads to its log. */
export function stepRow(run: Run, step: StepRun, now: number): Html {
  const name = html`<bdi>${step.name}</bdi>`;
  const started = step.startedAt !== undefined;
  return html`<li>
    <div class="row">
      ${showMark(step.status)}
      <span class="name">${started ? html`<a href="${logPath(run.id, step.name)}">${name}</a>` : name}</span>
      <span class="fact">${statusTable[step.status].words}${duration(step, now)}</span>
    </div>
    ${step.reason === undefined ? undefined : html`<p class="under">${step.reason}</p>`}
  </li>`;
}

function duration(step: StepRun, now: number): string {
  if (step.startedAt === undefined) return '';
  return ` · ${showDuration((step.endedAt ?? now) - step.startedAt)}`;
}

/** Why each failed step failed, and the last lines of its log. */
export function failures(run: Run): readonly Html[] {
  return run.steps.flatMap((step) => (step.failure === undefined ? [] : [failure(run, step, step.failure)]));
}

function failure(run: Run, step: StepRun, { cause, exitCode, logTail }: NonNullable<StepRun['failure']>): Html {
  return html`<section class="alert">
    <h2><bdi>${step.name}</bdi> failed</h2>
    <p>${cause}</p>
    ${logTail.length === 0 ? undefined : html`<pre>${'\n'}${logTail.join('\n')}</pre>`}
    <p class="quiet">
      ${exitCode === undefined ? undefined : html`Exit code ${exitCode} · `}
      <a href="${logPath(run.id, step.name)}">Log of <bdi>${step.name}</bdi></a>
    </p>
  </section>`;
}
