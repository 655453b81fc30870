const doubleQuotes = '"“”„‟';
const singleQuotes = "'‘’‚‛";

export function isDoubleQuote(char: string | undefined): boolean {
  return char !== undefined && doubleQuotes.includes(char);
}

export function isSingleQuote(char: string | undefined): boolean {
  return char !== undefined && singleQuotes.includes(char);
}

/** True for the apostrophe of `don't`: a single quote between two letters or digits. */
export function isApostrophe(text: string, at: number): boolean {
  return isSingleQuote(text[at]) && /^[\p{L}\p{N}].[\p{L}\p{N}]/u.test(text.slice(at - 1, at + 3));
}

/**
 * Where the double quote opened at `at` closes, or -1. A straight quote closes at the next straight one; a curly one,
 * and a straight one without another after it (keyboards replace only some), at any double quote. A backslash takes
 * the next character with it.
 */
export function doubleQuoteEnd(text: string, at: number): number {
  const straightOnly = text[at] === '"' && text.lastIndexOf('"') > at;
  for (let index = at + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (straightOnly ? text[index] === '"' : isDoubleQuote(text[index])) return index;
  }
  return -1;
}

/** The same for a single quote, where a backslash is a letter. With `skipApostrophes` the one in `don't` closes nothing. */
export function singleQuoteEnd(text: string, at: number, skipApostrophes: boolean): number {
  const straightOnly = text[at] === "'" && text.lastIndexOf("'") > at;
  for (let index = at + 1; index < text.length; index++) {
    const closes = straightOnly ? text[index] === "'" : isSingleQuote(text[index]);
    if (closes && !(skipApostrophes && isApostrophe(text, index))) return index;
  }
  return -1;
}
