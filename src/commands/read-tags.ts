import { UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import type { Line } from './line.ts';

/** The tags of a run: each `--tag key=value`, and the reason from `--why` under its own name. */
export function readTags(line: Line): Readonly<Record<string, string>> {
  const given = line.flags.get('tag');
  const tags = (Array.isArray(given) ? given : []).map((text: string) => readTag(text));
  const why = line.flags.get('why');
  return Object.fromEntries(typeof why === 'string' ? [...tags, ['why', why]] : tags);
}

function readTag(text: string): [string, string] {
  const [, key, value] = /^([A-Za-z_][\w.-]{0,63})=(.*)$/s.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return [key, value];
  throw new UserError({ code: 'bad-line', message: `"${visible(text, 60)}" is not a tag.`, fix: '--tag owner=ada' });
}
