import { hidePatterns, mask } from './secret-patterns.ts';

/**
 * Puts `[redacted]` in place of what is secret in a text. Takes any text, never throws, and takes time in proportion to
 * the text's length.
 */
export type Redact = (text: string) => string;

/**
 * So many characters in a row of a secret are hidden even where the rest of it is missing: cut in two or shortened by
 * whoever quotes it, it does not show either.
 */
const pieceLength = 12;

/** Shorter values are words, ports and flags: hiding them everywhere would hide the log and no secret. */
const shortestSecret = 8;

/** Texts of one length, found in any text by a rolling hash: one pass, however many there are. */
interface Pieces {
  length: number;
  texts: ReadonlySet<string>;
  hashes: ReadonlySet<number>;
  /** What the first character of a window counts for once it has left it. */
  leaving: number;
}

/**
 * Hides these secrets of eight characters and more, also as JSON, percent-encoded or in base64 as they are or within
 * something longer, and besides whatever looks like a token, a key or a password by its form.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const whole = secrets.map((secret) => secret.trim().toWellFormed()).filter(({ length }) => length >= shortestSecret);
  const pieces = piecesOf(whole.flatMap(formsOf));
  return (text) => hidePatterns(pieces.reduce(hidePieces, text));
}

function formsOf(secret: string): readonly string[] {
  return [secret, ...base64FormsOf(secret)].flatMap((text) => {
    const json = JSON.stringify(text).slice(1, -1);
    const encoded = percentFormsOf(text);
    const lowerCase = encoded.map((form) => form.replace(/%../g, (byte) => byte.toLowerCase()));
    return [text, json, JSON.stringify(json).slice(1, -1), ...encoded, ...lowerCase];
  });
}

/** As a part of an address, of a form, and of an address's beginning: each leaves other characters as they are. */
function percentFormsOf(text: string): readonly string[] {
  const address = new URL('https://host');
  address.password = text;
  return [encodeURIComponent(text), new URLSearchParams([['', text]]).toString().slice(1), address.password];
}

/** What stays the same whatever stands before and after the secret: three forms, for where in a group of three it begins. */
function base64FormsOf(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const first = Math.ceil((before * 4) / 3);
    const end = Math.floor((bytes.length * 4) / 3);
    return [bytes.toString('base64').slice(first, end), bytes.toString('base64url').slice(first, end)];
  });
}

function piecesOf(forms: readonly string[]): readonly Pieces[] {
  const byLength = new Map<number, Set<string>>();
  for (const form of forms) {
    const length = Math.min(pieceLength, form.length);
    const texts = byLength.get(length) ?? new Set();
    for (let at = 0; at + length <= form.length; at += 1) texts.add(form.slice(at, at + length));
    byLength.set(length, texts);
  }
  const longestFirst = [...byLength].sort(([one], [other]) => other - one);
  return longestFirst.map(([length, texts]) => {
    let leaving = 1;
    for (let count = 0; count < length; count += 1) leaving = Math.imul(leaving, base);
    return { length, texts, hashes: new Set(Array.from(texts, hashOf)), leaving };
  });
}

function hidePieces(text: string, pieces: Pieces): string {
  let clean = '';
  let hiddenTo = 0;
  for (const start of placesOf(text, pieces)) {
    if (start > hiddenTo || clean === '') clean += text.slice(hiddenTo, start) + mask;
    hiddenTo = start + pieces.length;
  }
  return clean + text.slice(hiddenTo);
}

function* placesOf(text: string, { length, texts, hashes, leaving }: Pieces): Generator<number> {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) {
    const start = at + 1 - length;
    hash = next(hash, text.charCodeAt(at));
    if (start > 0) hash = (hash - Math.imul(leaving, text.charCodeAt(start - 1))) | 0;
    if (start >= 0 && hashes.has(hash) && texts.has(text.slice(start, at + 1))) yield start;
  }
}

const base = 31;

function next(hash: number, code: number): number {
  return (Math.imul(hash, base) + code) | 0;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = next(hash, text.charCodeAt(at));
  return hash;
}
