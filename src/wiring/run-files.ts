import { basename } from 'node:path/posix';
import type { RunFile } from '../chat/platform.ts';
import { largestFile } from '../commands/as-file.ts';
import { UserError } from '../errors.ts';
import type { PipelineService } from '../pipelines/service.ts';

/** What is read of a log: its last lines, and of them so many characters. */
const wholeLog = { lines: 50_000, characters: 1_000_000 };

/** A file as it is sent into a chat. */
export interface ReadFile {
  name: string;
  bytes: Uint8Array;
}

/** Reads files of runs for those who send them. Throws `UserError` for what is not there or is too large. */
export function createRunFiles(service: PipelineService): (file: RunFile) => Promise<ReadFile> {
  async function readLog(runId: string, step: string): Promise<ReadFile> {
    // Every line contains the empty text, and what is looked for is looked for in all of the log.
    const { lines, omitted } = await service.log(runId, step, { tail: wholeLog.lines, grep: '' });
    const text = lines.join('\n');
    const end = text.slice(-wholeLog.characters);
    const cut = omitted > 0 || end.length < text.length ? '(The part before this is not in this file.)\n' : '';
    const run = await service.find(runId);
    return { name: `${run?.shortId ?? runId}-${step}.log`, bytes: Buffer.from(`${cut}${end}\n`) };
  }

  async function readArtifact(runId: string, step: string, path: string): Promise<ReadFile> {
    const { size, stream } = await service.openArtifact(runId, { step, path });
    if (size > largestFile) {
      await stream.cancel();
      throw new UserError({ code: 'conflict', message: `${path} has ${size} bytes; at most ${largestFile} are sent.` });
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return { name: basename(path), bytes: Buffer.concat(chunks) };
  }

  return ({ runId, step, path }) => (path === undefined ? readLog(runId, step) : readArtifact(runId, step, path));
}
