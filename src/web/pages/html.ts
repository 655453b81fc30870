const markup = Symbol('markup');

/** Markup that was made by the `html` tag; nothing else counts as markup. */
export interface Html {
  readonly [markup]: string;
}

/** What may stand in a template: text (escaped), markup, lists of markup, or nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined;

/**
 * A template whose own text is markup and whose values are text: every value that is not `Html` is escaped, and
 * characters that turn the direction of text are written out (`\u{202e}`).
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { [markup]: strings.map((text, at) => text + print(values[at])).join('') };
}

/** The markup as text. */
export function printHtml(value: Html): string {
  return value[markup];
}

/** A list of markup with something between its entries. */
export function joined(entries: readonly Html[], between: Html): Html {
  return { [markup]: entries.map((entry) => entry[markup]).join(between[markup]) };
}

function print(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  if (markup in value) return value[markup];
  return value.map((entry) => entry[markup]).join('');
}

// A reader of HTML would turn a carriage return into a line feed and drop NUL: one comes out as it went in, the other
// as the sign for what cannot be shown.
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\r': '&#13;',
  '\0': '\uFFFD',
};

// Characters that make a reader see `annexgpj.exe` as `annexexe.jpg`; nobody needs them in a name or a log.
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

function escapeText(text: string): string {
  return text
    .replace(/[&<>"'\r\0]/g, (character) => escapes[character] ?? '')
    .replace(turning, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}
