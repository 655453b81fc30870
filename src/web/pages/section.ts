import { type Html, html } from './html.ts';

// A page is read by a person, and a step can leave a million files.
const mostEntries = 500;

type Kind = 'ul' | 'ol' | 'table';

/** A titled list or table of entries; nothing when there are none, the first 500 when there are very many. */
export function section<Entry>(
  title: string,
  kind: Kind,
  entries: readonly Entry[],
  show: (entry: Entry) => Html,
): Html | undefined {
  if (entries.length === 0) return undefined;
  const shown = entries.slice(0, mostEntries).map((entry) => show(entry));
  const left = entries.length - shown.length;
  return html`<section>
    <h2>${title}</h2>
    ${enclosed(kind, shown)}
    ${left === 0 ? undefined : html`<p class="quiet">and ${left} more</p>`}
  </section>`;
}

function enclosed(kind: Kind, entries: readonly Html[]): Html {
  switch (kind) {
    case 'ul':
      return html`<ul>${entries}</ul>`;
    case 'ol':
      return html`<ol>${entries}</ol>`;
    case 'table':
      return html`<table><tbody>${entries}</tbody></table>`;
    default:
      return kind satisfies never;
  }
}
