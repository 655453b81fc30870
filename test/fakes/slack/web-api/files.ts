import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type JsonObject, objectsIn, textAt } from '../json.ts';
import type { UploadedFile } from '../ledger.ts';
import { type Parts, postAsApp } from '../parts.ts';
import { Refused } from '../refused.ts';
import type { Team } from '../world.ts';
import { type PreparedCall, plain } from './api.ts';
import type { Arguments } from './arguments.ts';
import { type Methods, threadRoot, writableChannel } from './method.ts';

/** Uploads: a URL is asked for, the bytes are sent there, and then the file is shared. */
export interface Uploads {
  methods: Methods;
  /** Reads bytes sent to an upload URL, as they are or as a file in a form, to be taken when told to. */
  prepare(path: string, headers: IncomingHttpHeaders, body: Buffer): Promise<PreparedCall>;
}

export function createUploads(parts: Parts): Uploads {
  const tickets = new Map<string, UploadedFile>();
  const common = { by: 'bot', scopes: () => ['files:write'] } as const;

  function getUrl(args: Arguments, team: Team): JsonObject {
    const name = args.required('filename');
    const length = Number(args.required('length'));
    if (!Number.isInteger(length) || length < 1) throw new Refused('missing_argument');
    const id = `F${randomBytes(5).toString('hex').toUpperCase()}`;
    const file = { id, team: team.id, name, length, bytes: undefined, channel: undefined, threadTs: undefined };
    const path = `/upload/v1/${randomBytes(16).toString('hex')}`;
    tickets.set(path, file);
    return { ok: true, upload_url: `${parts.origin()}${path}`, file_id: id };
  }

  function complete(args: Arguments, team: Team): JsonObject {
    const wanted = objectsIn(args.structure('files', 'invalid_arguments'));
    if (wanted.length === 0) throw new Refused('invalid_arguments');
    const files = wanted.map((file) => {
      const found = [...tickets.values()].find(({ id, team: owner }) => id === file.id && owner === team.id);
      const isShared = found !== undefined && parts.ledger.files.includes(found);
      if (!found?.bytes || isShared) throw new Refused('file_not_found');
      return found;
    });
    const id = args.text('channel_id');
    if (id !== undefined) share(team, id, files, args);
    parts.ledger.files.push(...files);
    return { ok: true, files: files.map((file, index) => ({ id: file.id, title: textAt(wanted[index], 'title') })) };
  }

  function share(team: Team, id: string, files: readonly UploadedFile[], args: Arguments): void {
    const channel = writableChannel(parts, team, id, true);
    const threadTs = threadRoot(parts, channel, args);
    for (const file of files) Object.assign(file, { channel: id, threadTs });
    const where = { team: team.id, channel: id, ...(threadTs !== undefined && { threadTs }) };
    postAsApp(parts, {
      text: args.text('initial_comment') ?? '',
      blocks: [],
      files: files.map((file) => file.id),
      ...where,
    });
  }

  return {
    methods: {
      'files.getUploadURLExternal': { ...common, takesJson: false, call: getUrl },
      'files.completeUploadExternal': { ...common, takesJson: true, call: complete },
    },
    async prepare(path, headers, body) {
      const bytes = await bytesIn(headers['content-type'] ?? '', body);
      const file = tickets.get(path);
      return {
        team: file?.team,
        values: { length: bytes.length },
        carryOut() {
          if (!file || file.bytes) return plain(404, 'file_not_found');
          if (bytes.length !== file.length) return plain(400, `${file.length} bytes were announced`);
          file.bytes = bytes;
          return plain(200, `OK - ${bytes.length}`);
        },
      };
    },
  };
}

async function bytesIn(type: string, body: Buffer): Promise<Buffer> {
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const file = [...form.values()].find((value) => typeof value !== 'string');
  return file ? Buffer.from(await file.arrayBuffer()) : Buffer.of();
}
