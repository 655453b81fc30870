/** More marks than this on one letter are left out; no script stacks more in ordinary writing. */
const marksPerLetter = 4;

/** Controls, bidi and zero-width marks, lone surrogates, private and unassigned characters, line breaks, blank letters. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/u;

const mark = /\p{M}/u;

function shown(char: string): string {
  if (char === '\n') return '\\n';
  if (char === '\t') return '\\t';
  return unsafe.test(char) ? `\\u{${char.codePointAt(0)?.toString(16)}}` : char;
}

/**
 * Untrusted text as it may stand in a message: invisible and text-turning characters are written out (`\u{202e}`),
 * line breaks and tabs as `\n` and `\t`, piled-up marks are thinned, and the whole is cut to `max` characters with an
 * ellipsis. Markup of a chat platform is not touched: the platform escapes it.
 */
export function visible(text: string, max = 200): string {
  if (text.length <= max && /^[\x20-\x7e]*$/.test(text)) return text;
  const parts: string[] = [];
  let copied = 0;
  let at = 0;
  let length = 0;
  let marks = 0;
  for (const char of text) {
    marks = mark.test(char) ? marks + 1 : 0;
    const piece = marks > marksPerLetter ? '' : shown(char);
    length += piece.length > 2 ? piece.length : Math.min(1, piece.length);
    if (length > max) return `${parts.join('')}${text.slice(copied, at)}…`;
    if (piece !== char) {
      parts.push(text.slice(copied, at), piece);
      copied = at + char.length;
    }
    at += char.length;
  }
  return parts.join('') + text.slice(copied);
}
