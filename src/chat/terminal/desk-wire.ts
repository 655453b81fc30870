import { z } from 'zod';
import type { Desk, DeskEvent, DeskRequest } from './desk.ts';

/** Where a terminal finds the process that owns its home; written with mode 0600 into the 0700 home. */
export interface DeskAddress {
  url: string;
  token: string;
  pid: number;
}

export const deskAddress = z.object({ url: z.url(), token: z.string().min(32), pid: z.int() });

/** The path of the one route by which terminals talk to a server. */
export const deskPath = '/terminal';

/** A quiet answer carries an empty line this often (milliseconds), so that neither side takes it for dead. */
const heartbeat = 20_000;

export const deskRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('say'),
    key: z.string().min(8),
    text: z.string(),
    as: z.string().exactOptional(),
    feed: z.literal(true).exactOptional(),
  }),
  z.object({
    kind: z.literal('submit'),
    key: z.string().min(8),
    file: z.string(),
    folder: z.string().exactOptional(),
    parameters: z.record(z.string(), z.string()),
    experiment: z.string().exactOptional(),
  }),
  z.object({ kind: z.literal('follow'), runId: z.string() }),
  z.object({ kind: z.literal('complete'), text: z.string() }),
  z.object({ kind: z.literal('feed'), channel: z.string().min(1) }),
  z.object({ kind: z.literal('seen'), ids: z.array(z.string()) }),
]) satisfies z.ZodType<DeskRequest>;

/** The events of an answer as lines of JSON, ended when the client leaves. */
export function eventLines(desk: Desk, request: DeskRequest, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      const beat = setInterval(() => controller.enqueue(encoder.encode('\n')), heartbeat);
      try {
        for await (const event of desk.ask(request, signal)) {
          if (signal.aborted) return;
          controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
        }
        controller.close();
      } catch (error) {
        controller.error(error);
      } finally {
        clearInterval(beat);
      }
    },
  });
}

/** Events out of the bytes of an answer. What comes is our own process's word, proved by the token. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<DeskEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as DeskEvent;
  }
}
