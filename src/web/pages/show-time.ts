import { showUtc } from '../../show.ts';
import { type Html, html } from './html.ts';

/** Milliseconds since 1970 as a UTC time a person and a machine can read. */
export function showTime(at: number): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${showUtc(at)}</time>`;
}
