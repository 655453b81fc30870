import { createHash } from 'node:crypto';
import type { WebAnswer } from '../route.ts';
import { type Html, html, printHtml } from './html.ts';
import { stylesheet } from './stylesheet.ts';

/** A page: everything in it is on it, there is no script and nothing to load. */
export interface Page {
  title: string;
  body: Html;
  /** Load the page again after so many seconds. */
  refreshSeconds?: number;
  /** The page has a form of ours. */
  form?: boolean;
}

const styleSource = sourceOf(stylesheet);

/** A stylesheet as a page's policy names it: by its hash. */
export function sourceOf(style: Html): string {
  return `'sha256-${createHash('sha256').update(printHtml(style)).digest('base64')}'`;
}

/** The page with the headers it needs: our one stylesheet by its hash, and forms to ourselves where it has one. */
export function pageAnswer(status: number, page: Page): WebAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        "default-src 'none'",
        `style-src ${styleSource}`,
        "base-uri 'none'",
        `form-action ${page.form === true ? "'self'" : "'none'"}`,
        "frame-ancestors 'none'",
      ].join('; '),
      // Under no-referrer a browser sends its own forms with "Origin: null", which is how hostile ones look.
      'referrer-policy': page.form === true ? 'same-origin' : 'no-referrer',
    },
    body: printPage(page, stylesheet),
  };
}

/** The text of a page with its one stylesheet, and what else its head has. */
export function printPage(page: Page, style: Html, head?: Html): string {
  return printHtml(html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        ${refresh(page.refreshSeconds)}
        <title>${page.title}</title>
        <style>${style}</style>
        ${head}
      </head>
      <body><main>${page.body}</main></body>
    </html>`);
}

function refresh(seconds: number | undefined): Html | undefined {
  return seconds === undefined ? undefined : html`<meta http-equiv="refresh" content="${seconds}">`;
}
