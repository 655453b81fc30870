/** What stands where something secret stood. */
export const mask = '[redacted]';

/** How the names of secret values end, in settings, addresses, headers and JSON. */
const secretNames = [
  ...['password', 'passwd', 'pwd', 'secret', 'token', 'ticket', 'assertion', 'api[-_]?key'],
  ...['account_?key', 'shared_?access_?key', 'shared_?access_?signature', 'authorization', 'cookie'],
].join('|');

const endsAsSecretName = new RegExp(`(?:${secretNames})$`, 'i');

/**
 * What is secret by its form; the first group stays. No pattern can take more than time in proportion to the text: what a
 * repetition takes cannot be what follows it, nor what the pattern begins with, unless a count bounds it.
 */
const patterns: readonly RegExp[] = [
  // Slack's tokens.
  /()(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{6,}/g,
  // JSON Web Tokens.
  /()eyJ[\w-]{8,512}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  // Private keys.
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]+/g,
  // Authorization headers. Words follow "basic" and "bearer" in plain English as well, but not so long ones.
  /(bearer(?:\s|%20|\+){1,4})[\w.~+/=-]{8,}/gi,
  /(basic(?:\s|%20|\+){1,4})[\w.~+/=-]{16,}/gi,
  // The password in an address; it may hold an @ that somebody did not encode.
  /(:\/\/[^\s/?#:"<>]*:)[^\s/?#"<>]+(?=@)/g,
  // A signature of Azure's storage (a word of its own), and any value with a telling name, in addresses and settings.
  new RegExp(`((?:(?:(?<![a-z])|(?<=%[0-9a-f]{2}))sig|${secretNames})(?:=|%3D))[^\\s&;,"'<>\\\\]+`, 'gi'),
  // The same in JSON, also in JSON within JSON.
  new RegExp(`((?:${secretNames})\\\\*"\\s{0,4}:\\s{0,4}\\\\*")[^"]*[^"\\\\]`, 'gi'),
];

/** Hides what looks like a token, a key or a password. */
export function hidePatterns(text: string): string {
  return patterns.reduce((rest, pattern) => rest.replace(pattern, `$1${mask}`), text);
}

/** Whether a field of this name holds something secret, whatever its value. */
export function isSecretName(name: string): boolean {
  return endsAsSecretName.test(name);
}
