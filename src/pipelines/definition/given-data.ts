import { UserError } from '../../errors.ts';
import { visible } from '../../visible.ts';
import type { DataSource } from './bound-input.ts';
import { readInputPath } from './data-path.ts';
import type { Reading } from './reading.ts';

/** What the submitter gives to a data input in place of the path in the file; `bad-value` where there is no such data. */
export function readGivenData(name: string, { given, datastores, disk }: Reading): DataSource | undefined {
  if (!Object.hasOwn(given.paths, name)) return undefined;
  const text = given.paths[name] ?? '';
  const read = readInputPath(text, given.folder, datastores);
  switch (read.kind) {
    case 'datastore':
      return read;
    case 'local':
      if (disk.kindOf(read.path)) return { kind: 'content', content: { path: read.path } };
      throw refused(name, `there is no file or folder ${visible(read.path, 200)}`);
    case 'refused':
      throw refused(name, `${visible(text, 100)} ${read.words}`);
    default:
      return read satisfies never;
  }
}

function refused(name: string, words: string): UserError {
  return new UserError({
    code: 'bad-value',
    message: `The data of ${name} cannot be had: ${words}. Nothing was started.`,
    fix: `${name}=<path of a file or folder>`,
  });
}
