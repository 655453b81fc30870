import { randomBytes } from 'node:crypto';
import { html } from '../pages/html.ts';
import { printPage, sourceOf } from '../pages/page.ts';
import { darkColours, lightColours, stylesheet } from '../pages/stylesheet.ts';
import type { WebAnswer } from '../route.ts';

/** Where Microsoft shows tabs (learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements). */
const hosts = [
  'teams.microsoft.com',
  '*.teams.microsoft.com',
  '*.cloud.microsoft',
  '*.microsoft365.com',
  '*.office.com',
  'outlook.office365.com',
].map((host) => `https://${host}`);

/** The theme that the host names wins over the one of the browser. */
const style = html`${stylesheet}
:root[data-theme="light"] { color-scheme: light; ${lightColours} }
:root[data-theme="dark"] { color-scheme: dark; ${darkColours} }
:root[data-theme="contrast"] {
  color-scheme: dark;
  --text: #ffffff; --quiet: #ffffff; --line: #ffffff; --paper: #000000; --well: #000000; --link: #ffff01;
  --waiting: #ffffff; --running: #1aebff; --succeeded: #3ff23f; --failed: #ff8f8f; --canceled: #ffff01;
}
main:focus { outline: none; }
`;
/** Also the one of the pages that the script reads: the policy looks at them too. */
const styleSources = `${sourceOf(style)} ${sourceOf(stylesheet)}`;

/** A page without any content: its scripts fetch that once Microsoft has said who is looking. */
export function tabPage(title: string, scripts: readonly { path: string }[]): WebAnswer {
  const nonce = randomBytes(16).toString('base64');
  const body = html`
    <h1>${title}</h1>
    <p role="status">Microsoft Teams is signing you in…</p>
    <noscript><p>This page needs JavaScript. Without it, type <code>open</code> to Pipehand in chat.</p></noscript>`;
  const head = html`${scripts.map(({ path }) => html`<script defer nonce="${nonce}" src="${path}"></script>`)}`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        "default-src 'none'",
        `script-src 'nonce-${nonce}'`,
        `style-src ${styleSources}`,
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        `frame-ancestors ${hosts.join(' ')}`,
      ].join('; '),
      // It knows no list of hosts; the policy above has taken its place.
      'x-frame-options': undefined,
    },
    body: printPage({ title, body }, style, head),
  };
}
