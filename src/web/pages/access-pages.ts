import type { WebAnswer } from '../route.ts';
import { type Html, html } from './html.ts';
import { pageAnswer } from './page.ts';

/** The page that a link from chat opens. Chat platforms fetch links by themselves, so only its button uses the ticket. */
export function openPage({ run, ticket, to }: { run: string | undefined; ticket: string; to: string }): WebAnswer {
  return pageAnswer(200, {
    title: `Open ${named(run)}`,
    form: true,
    body: html`
      <h1>Pipehand</h1>
      <form method="post" action="/access">
        <input type="hidden" name="ticket" value="${ticket}">
        <input type="hidden" name="to" value="${to}">
        <button>Open ${named(run)}</button>
      </form>
      <p class="quiet">The link works once. After that this browser can open runs for 12 hours.</p>`,
  });
}

/**
 * For someone whom chat has not vouched for. It says nothing about whether there is such a run. `remembering` is the
 * cookie by which the link from chat leads back to it.
 */
export function signInPage(run: string | undefined, remembering: string): WebAnswer {
  const answer = fromChatPage('This page opens from chat', run, ' It leads back here.');
  return { ...answer, headers: { ...answer.headers, 'set-cookie': remembering } };
}

/** For a ticket that is too old, was used or is not ours: which of these is nobody's business. */
export function expiredPage(run: string | undefined): WebAnswer {
  return fromChatPage('This link no longer works', run);
}

function fromChatPage(title: string, run: string | undefined, more = ''): WebAnswer {
  return pageAnswer(401, {
    title,
    body: html`
      <h1>${title}</h1>
      <p>To see ${named(run)}, type ${openLine(run)} to Pipehand in chat and follow the link in its answer.${more}</p>`,
  });
}

function named(run: string | undefined): string {
  if (run === undefined) return 'the runs';
  return isReference(run) ? `run ${run}` : 'a run';
}

function openLine(run: string | undefined): Html {
  if (run === undefined) return html`<code>open</code>`;
  return html`<code>open ${isReference(run) ? run : 'last'}</code>`;
}

/** Whoever writes a link writes this part of it: what could read as a sentence is not repeated on the page. */
function isReference(run: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(run);
}
