import { z } from 'zod';
import { exchange, NoAnswer } from '../../exchange.ts';
import type { Log } from '../../log.ts';
import { type RunFile, SendProblem } from '../platform.ts';
import type { ChatStore } from '../shared/chat-schema.ts';
import type { Left } from '../shared/time-left.ts';
import { refusalCode } from './api-problem.ts';
import { sendProblem } from './send-trouble.ts';
import type { SlackApi } from './slack-api.ts';

/** Where a file is to be shared, and the marker of the message that it is. */
interface Destination {
  channel: string;
  /** The message at the root of the thread. */
  thread: string | undefined;
  marker: string;
}

interface Options {
  api: SlackApi;
  store: ChatStore;
  /** Throws for a file that is not there. */
  readFile(file: RunFile): Promise<{ name: string; bytes: Uint8Array }>;
  now(): number;
  log: Log;
}

/** Files, sent at most once each. */
export interface Uploads {
  /** The id of the file in Slack; undefined where Slack takes no such file. Throws `SendProblem` where none was shown. */
  send(file: RunFile, to: Destination, left: Left): Promise<string | undefined>;
  /** Forgets files that were shared before `at` (milliseconds since 1970). */
  forget(at: number): Promise<void>;
}

const target = z.object({ upload_url: z.url(), file_id: z.string().min(1) });

/**
 * Uploading shows nothing and may be repeated; sharing what was uploaded shows it, and Slack lets nobody find out whether
 * it was shared. So it is noted before, and a share that may have been carried out is never tried again.
 */
export function createUploads({ api, store, readFile, now, log }: Options): Uploads {
  async function upload(file: RunFile, left: Left): Promise<{ id: string; title: string } | undefined> {
    const found = await readFile(file).catch((error) => {
      log.warn({ err: error, file }, 'a file could not be read to be sent');
      return undefined;
    });
    if (!found) return undefined;
    const { name, bytes } = found;
    const asked = { filename: name, length: bytes.length };
    try {
      const { upload_url, file_id } = await api.call('files.getUploadURLExternal', asked, target, left());
      await transfer(upload_url, bytes, left());
      return { id: file_id, title: name };
    } catch (error) {
      if (refusalCode(error) === 'missing_scope') return undefined;
      const problem = sendProblem(error, 'post');
      if (problem.trouble.kind === 'refused') return undefined;
      throw problem.trouble.kind === 'ambiguous' ? notShown(problem.message, error) : problem;
    }
  }

  /** A share that was begun before, by whichever process. */
  async function begun(marker: string): Promise<string | undefined> {
    const row = await store.db.selectFrom('chat_file').select('id').where('marker', '=', marker).executeTakeFirst();
    return row?.id;
  }

  async function forgetShare(marker: string): Promise<void> {
    await store.transaction((tx) => tx.deleteFrom('chat_file').where('marker', '=', marker).execute());
  }

  return {
    async send(file, { channel, thread, marker }, left) {
      const earlier = await begun(marker);
      if (earlier !== undefined) return earlier;
      const uploaded = await upload(file, left);
      if (!uploaded) return undefined;
      const { id } = uploaded;
      await store.transaction((tx) => tx.insertInto('chat_file').values({ marker, id, at: now() }).execute());
      const inThread = thread === undefined ? {} : { thread_ts: thread };
      try {
        const args = { files: [uploaded], channel_id: channel, ...inThread };
        await api.call('files.completeUploadExternal', args, z.object({}), left());
      } catch (error) {
        const problem = sendProblem(error, 'post');
        if (problem.trouble.kind === 'ambiguous') {
          log.warn({ err: error, file }, 'a file may not have been shown, and is not sent again');
          return id;
        }
        await forgetShare(marker);
        if (problem.trouble.kind === 'refused' || refusalCode(error) === 'missing_scope') return undefined;
        throw problem;
      }
      return id;
    },

    async forget(at) {
      await store.transaction((tx) => tx.deleteFrom('chat_file').where('at', '<', at).execute());
    },
  };
}

/** Sends the bytes to where Slack wants them; the address is good for nothing else, and no token goes there. */
async function transfer(url: string, bytes: Uint8Array, ms: number): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream' };
  const body = Buffer.from(bytes);
  const { status } = await exchange(url, { method: 'POST', headers, body }, { ms, bytes: 100_000 }).catch((error) => {
    throw notShown(error instanceof NoAnswer ? error.message : String(error), error);
  });
  if (status !== 200) throw notShown(`Slack took the bytes of a file with the status ${status}.`);
}

function notShown(words: string, cause?: unknown): SendProblem {
  return new SendProblem({ kind: 'passing' }, words, { cause });
}
