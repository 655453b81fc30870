import type { LogExcerpt } from '../../pipelines/service.ts';
import { isTerminal } from '../../pipelines/status.ts';
import type { Run } from '../../pipelines/types.ts';
import { showSize } from '../../show.ts';
import { html } from './html.ts';
import type { Page } from './page.ts';
import { logPath, runPath } from './run-links.ts';
import { showState } from './show-state.ts';

/** The last part of a step's log; until the run ends it loads itself anew. */
export function logPage(run: Run, log: LogExcerpt): Page {
  const step = run.steps.find(({ name }) => name === log.step);
  const before = log.omitted === 0 ? undefined : html`${showSize(log.omitted)} before this are left out · `;
  return {
    title: `Log of ${log.step} · run ${run.shortId}`,
    ...(isTerminal(step?.status ?? run.status) ? {} : { refreshSeconds: 5 }),
    body: html`
      <header>
        <p class="quiet"><a href="${runPath(run.id)}"><bdi>${run.pipeline}</bdi> · run ${run.shortId}</a></p>
        <h1>Log of <bdi>${log.step}</bdi></h1>
        ${step === undefined ? undefined : html`<p class="state">${showState(step.status)}</p>`}
        <p class="quiet">${before}<a href="${logPath(run.id, log.step)}/text">Whole text</a> · <a href="#end">End</a></p>
      </header>
      ${log.lines.length === 0 ? html`<p>Nothing has been written yet.</p>` : html`<pre>${'\n'}${log.lines.join('\n')}</pre>`}
      <p id="end"></p>`,
  };
}
