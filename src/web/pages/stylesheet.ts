import { html } from './html.ts';

/** The colours of pages, light and dark. */
export const lightColours = html`
  --text: #1d2126; --quiet: #5c6670; --line: #dfe3e8; --paper: #ffffff; --well: #f4f6f8; --link: #0b57d0;
  --waiting: #5c6670; --running: #0b57d0; --succeeded: #14722f; --failed: #b3261e; --canceled: #7a5900;`;
export const darkColours = html`
  --text: #e3e6ea; --quiet: #9aa5b1; --line: #30363d; --paper: #14171a; --well: #1d2126; --link: #8ab4f8;
  --waiting: #9aa5b1; --running: #8ab4f8; --succeeded: #6dd58c; --failed: #f2938c; --canceled: #e6c260;`;

/** The one stylesheet: system fonts, light and dark, one column that fits a phone. Pages carry it inline. */
export const stylesheet = html`
:root { color-scheme: light dark; ${lightColours} }
@media (prefers-color-scheme: dark) { :root { ${darkColours} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1rem; }
p { margin: .5rem 0; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre { font: .85rem/1.5 ui-monospace, monospace; }
.quiet { color: var(--quiet); font-size: .875rem; }
.waiting { color: var(--waiting); }
.running { color: var(--running); }
.succeeded { color: var(--succeeded); }
.failed { color: var(--failed); }
.canceled { color: var(--canceled); }
.state { font-weight: 600; }
progress { display: block; width: 100%; height: .5rem; margin: .75rem 0 .25rem; accent-color: var(--running); }
pre {
  margin: .5rem 0; padding: .75rem; background: var(--well); border-radius: .5rem;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
.alert { margin: 1.5rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-left: .25rem solid var(--failed); border-radius: .5rem; }
.alert h2 { margin: 0; }
ul, ol { margin: 0; padding: 0; list-style: none; }
li { padding: .5rem 0; border-top: 1px solid var(--line); }
li:last-child { border-bottom: 1px solid var(--line); }
.row { display: flex; flex-wrap: wrap; align-items: baseline; }
.name { flex: 1 1 auto; max-width: calc(100% - 1.25rem); }
.fact { margin-left: auto; padding-left: 1rem; color: var(--quiet); font-size: .875rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.mark { display: inline-block; flex: none; width: 1.25rem; font-weight: 700; }
.under { margin: 0 0 0 1.25rem; color: var(--quiet); font-size: .875rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .375rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: baseline; font-weight: 400; }
tr:last-child > * { border-bottom: 1px solid var(--line); }
th { width: 40%; padding-right: 1rem; }
td { font-variant-numeric: tabular-nums; }
form { margin: 1.5rem 0 .5rem; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 1rem 0; }
.filter select {
  flex: 0 1 auto; min-width: 0; max-width: 100%; padding: .5rem; border: 1px solid var(--quiet); border-radius: .5rem;
  background: var(--paper); color: var(--text); font: inherit;
}
.filter button { padding: .5rem 1rem; }
button { padding: .625rem 1.25rem; border: 0; border-radius: .5rem; background: var(--link); color: var(--paper); font: 600 1rem system-ui, sans-serif; }
`;
