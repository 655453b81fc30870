import { isTerminal, statusTable } from '../../pipelines/status.ts';
import type { Run } from '../../pipelines/types.ts';
import { showDuration } from '../../show.ts';
import { type Html, html } from './html.ts';
import type { Page } from './page.ts';
import { runPath, runsPath } from './run-links.ts';
import { section } from './section.ts';
import { showMark } from './show-state.ts';
import { showTime } from './show-time.ts';

/** Runs, newest first and `most` at the most: all, or those of one pipeline. `pipelines` are the names to choose from. */
export interface ListedRuns {
  runs: readonly Run[];
  pipelines: readonly string[];
  pipeline: string | undefined;
  most: number;
}

/** The page that lists runs as they stand at `now` (milliseconds since 1970); while one goes on it loads itself anew. */
export function runsPage({ runs, pipelines, pipeline, most }: ListedRuns, now: number): Page {
  return {
    title: pipeline === undefined ? 'Runs' : `Runs of ${pipeline}`,
    form: true,
    ...(runs.every((run) => isTerminal(run.status)) ? {} : { refreshSeconds: 30 }),
    body: html`
      <header><h1>Runs${pipeline === undefined ? undefined : html` of <bdi>${pipeline}</bdi>`}</h1></header>
      ${choice(pipelines, pipeline)}
      ${runs.length === 0 ? html`<p>Nothing has run yet.</p>` : undefined}
      ${section('Latest first', 'ol', runs, (run) => runRow(run, now))}
      ${runs.length < most ? undefined : html`<p class="quiet">These are the latest ${most}. Type <code>runs since=7d</code> in chat for others.</p>`}`,
  };
}

/** The pipelines to choose from; one that is gone from the service stays chosen. */
function choice(known: readonly string[], chosen: string | undefined): Html {
  const names = [...new Set([...known, ...(chosen === undefined ? [] : [chosen])])].sort();
  return html`<form class="filter" method="get" action="${runsPath()}">
    <label for="pipeline">Pipeline</label>
    <select id="pipeline" name="pipeline">
      <option value="">All</option>
      ${names.map((name) => html`<option value="${name}"${name === chosen ? html` selected=""` : undefined}>${name}</option>`)}
    </select>
    <button>Show</button>
  </form>`;
}

function runRow(run: Run, now: number): Html {
  const end = run.endedAt ?? (isTerminal(run.status) ? undefined : now);
  const lasted = end === undefined ? '' : ` · ${showDuration(end - (run.startedAt ?? run.submittedAt))}`;
  return html`<li>
    <div class="row">
      ${showMark(run.status)}
      <span class="name"><a href="${runPath(run.id)}"><bdi>${run.pipeline}</bdi> · run ${run.shortId}</a></span>
      <span class="fact">${statusTable[run.status].words}${lasted}</span>
    </div>
    <p class="under">Asked for by <bdi>${run.submittedBy}</bdi> · ${showTime(run.submittedAt)}</p>
  </li>`;
}
