import { doubleQuoteEnd, isApostrophe, isDoubleQuote, isSingleQuote, singleQuoteEnd } from './quotes.ts';

/** A command as every platform means it: one line of words, and the content of the code block that ended it. */
export interface NormalText {
  line: string;
  body?: string;
}

const fence = '```';
const zeroWidth = /[\u00ad\u200b-\u200d\u2060\ufeff]/gu;
const spaces = /[\s\u0085]/gu;
const singleQuotes = /[‘’‚‛]/gu;
const leadingDash = /(^| )[–—](?=[A-Za-z])/gu;

/** Unicode's stream-safe limit of 30 marks on a letter: composing a longer pile takes quadratic time. */
const pile = /(\p{M}{30})\p{M}+/gu;

/** Printable ASCII, which no rule for plain text changes. */
const ascii = /^[ -~]*$/;

function plainText(text: string): string {
  if (ascii.test(text)) return text;
  return text
    .replace(zeroWidth, '')
    .replace(spaces, ' ')
    .replace(singleQuotes, "'")
    .replace(leadingDash, '$1--')
    .replace(pile, '$1')
    .normalize('NFC');
}

function trimBlank(text: string): string {
  const blank = /^[\s\u0085\u200b-\u200d\u2060]$/u;
  let start = 0;
  let end = text.length;
  while (start < end && blank.test(text.charAt(start))) start++;
  while (end > start && blank.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The command inside a code span or block that holds nothing else. */
function withoutCodeMarks(text: string): string {
  for (const mark of [fence, '``', '`']) {
    if (text.length < 2 * mark.length || !text.startsWith(mark) || !text.endsWith(mark)) continue;
    const inside = text.slice(mark.length, -mark.length);
    return inside.includes(mark) ? text : trimBlank(inside);
  }
  return text;
}

/** The content of a code block without the language after its first fence and without the line breaks at its fences. */
function bodyText(block: string): string {
  return block
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:json|ya?ml)?[ \t]*\n/i, '')
    .replace(/\n$/, '');
}

/** A quoted part without its closing quote; an escaped curly quote is an escaped straight one. */
function quotedPart(text: string, at: number, end: number): string {
  const inside = text.slice(at + 1, end);
  if (!isDoubleQuote(text[at])) return `'${inside}`;
  return `"${inside.replace(/\\(.)/gsu, (pair, char: string) => (isDoubleQuote(char) ? '\\"' : pair))}`;
}

/**
 * Undoes what keyboards and chat clients do to a command, platform markup and entities aside. Outside quotes: every
 * kind of space and line break becomes a space, zero-width characters go, a long dash before a word becomes `--`, and
 * letters are composed (NFC). Curly quotes become straight. A code span or block around everything is taken off; a
 * block that ends the command is its body. What stands inside quotes is kept as it was typed. Linear in the text.
 */
export function normalize(text: string): NormalText {
  if (/^[ -_a-~]*$/.test(text)) return { line: text.trim() };
  const command = withoutCodeMarks(trimBlank(text));
  const blockEnd = command.endsWith(fence) ? command.length - fence.length : -1;
  const parts: string[] = [];
  let plain = '';
  let copied = 0;
  for (let at = 0; at < command.length; at++) {
    const char = command.charAt(at);
    if (char === '`' && at + fence.length <= blockEnd && command.startsWith(fence, at)) {
      parts.push(plainText(plain + command.slice(copied, at)));
      return { line: parts.join('').trimEnd(), body: bodyText(command.slice(at + fence.length, blockEnd)) };
    }
    const double = isDoubleQuote(char);
    if (!double && (!isSingleQuote(char) || isApostrophe(command, at))) continue;
    const end = double ? doubleQuoteEnd(command, at) : singleQuoteEnd(command, at, true);
    if (end < 0 && !double) continue;
    parts.push(plainText(plain + command.slice(copied, at)));
    parts.push(quotedPart(command, at, end < 0 ? command.length : end));
    if (end < 0) return { line: parts.join('') };
    // The closing quote begins the next plain part, so that its first dash does not look like the start of a word.
    plain = double ? '"' : "'";
    copied = end + 1;
    at = end;
  }
  parts.push(plainText(plain + command.slice(copied)));
  return { line: parts.join('') };
}
