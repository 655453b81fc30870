import { groupOf, type RunStatus, type StatusGroup, statusTable } from '../../pipelines/status.ts';
import { type Html, html } from './html.ts';

const marks = {
  waiting: '○',
  running: '●',
  succeeded: '✓',
  failed: '✗',
  canceled: '–',
} as const satisfies Record<StatusGroup, string>;

/** A status with its mark and its colour; the words alone say it all. */
export function showState(status: RunStatus): Html {
  return html`${showMark(status)}<span class="${groupOf(status)}">${statusTable[status].words}</span>`;
}

/** The mark of a status, for the eye only. */
export function showMark(status: RunStatus): Html {
  const group = groupOf(status);
  return html`<span class="mark ${group}" aria-hidden="true">${marks[group]}</span>`;
}
