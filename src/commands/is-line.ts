import { verbs } from './verbs.ts';

const names: ReadonlySet<string> = new Set(verbs.flatMap(({ name, aliases }) => [name, ...aliases]));

/**
 * Whether a text is a line to say, as far as its first word tells: a fix may also be a sentence ("status --help shows what
 * it takes."), and what is copied may be a setting.
 */
export function isLine(text: string): boolean {
  const [word = ''] = text.split(' ', 1);
  return names.has(word) && !text.endsWith('.');
}
