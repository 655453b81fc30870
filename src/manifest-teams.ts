import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { crc32 } from 'node:zlib';

const usage = `npm run -s manifest:teams -- <MicrosoftAppId> --url <PIPEHAND_URL> [--out <file>]

Writes the Teams app as the zip that an administrator uploads (pipehand-teams.zip).
`;

const folder = join(import.meta.dirname, '..', 'manifest', 'teams');

/** What stands in the manifest for the app that nobody has registered yet. */
const nobody = '00000000-0000-0000-0000-000000000000';
const nowhere = /(https:\/\/)?pipehand\.example\.com/g;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The Teams app of this app id as a zip: manifest and icons. `url` is where its web is reached. */
function teamsPackage(appId: string, url: URL): Buffer {
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8')
    .replaceAll(nobody, appId.toLowerCase())
    .replaceAll(nowhere, (_, scheme) => (scheme === undefined ? url.host : base));
  return storedZip([
    ['manifest.json', Buffer.from(manifest)],
    ...['color.png', 'outline.png'].map((name) => [name, readFileSync(join(folder, name))] as const),
  ]);
}

/** A zip of files as they are, without compression: three small ones are not worth a package that packs. */
function storedZip(files: readonly (readonly [name: string, content: Buffer])[]): Buffer {
  const bodies: Buffer[] = [];
  const index: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const about = fileFields(name, content);
    const header = Buffer.concat([numbers([0x04034b50, 4]), about, Buffer.from(name), content]);
    const rest = numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    index.push(Buffer.concat([numbers([0x02014b50, 4], [20, 2]), about, rest, Buffer.from(name)]));
    bodies.push(header);
    offset += header.length;
  }
  const central = Buffer.concat(index);
  const counts = [
    [files.length, 2],
    [files.length, 2],
    [central.length, 4],
    [offset, 4],
  ] as const;
  return Buffer.concat([...bodies, central, numbers([0x06054b50, 4], [0, 2], [0, 2], ...counts, [0, 2])]);
}

/** What both mentions of a file say of it: version 2.0, names in UTF-8, stored, 1 January 1980, check and lengths. */
function fileFields(name: string, content: Buffer): Buffer {
  const length = content.length;
  return numbers(
    ...([
      [20, 2],
      [0x0800, 2],
      [0, 2],
      [0, 2],
      [0x21, 2],
    ] as const),
    ...([
      [crc32(content), 4],
      [length, 4],
      [length, 4],
      [Buffer.byteLength(name), 2],
      [0, 2],
    ] as const),
  );
}

/** Numbers of two or four bytes, the lowest first. */
function numbers(...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

function main(): number {
  const asked = readArguments();
  if (!asked) {
    process.stderr.write(usage);
    return 2;
  }
  const file = resolve(asked.out);
  writeFileSync(file, teamsPackage(asked.appId, asked.url));
  process.stdout.write(`${file}\n`);
  return 0;
}

/** Undefined for arguments that make no sense. */
function readArguments(): { appId: string; url: URL; out: string } | undefined {
  try {
    const { values, positionals } = parseArgs({
      options: { url: { type: 'string' }, out: { type: 'string', default: 'pipehand-teams.zip' } },
      allowPositionals: true,
    });
    const [appId = '', ...more] = positionals;
    const url = new URL(values.url ?? '');
    const isRight = guid.test(appId) && more.length === 0 && url.protocol === 'https:';
    return isRight ? { appId, url, out: values.out } : undefined;
  } catch {
    return undefined;
  }
}

if (import.meta.main) process.exitCode = main();
