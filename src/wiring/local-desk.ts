import { type Incoming, type UserRef, userKey } from '../chat/platform.ts';
import type { Desk, DeskEvent, DeskRequest } from '../chat/terminal/desk.ts';
import { type Bell, feedEvents } from '../chat/terminal/feed-events.ts';
import { markSeen } from '../chat/terminal/terminal-messages.ts';
import { terminalChannel } from '../chat/terminal/terminal-platform.ts';
import { userNamed } from '../chat/terminal/terminal-user.ts';
import type { Clock } from '../clock.ts';
import { complete } from '../commands/complete.ts';
import { type Answer, runIdFor } from '../commands/dispatch.ts';
import { problemReply } from '../commands/problem-reply.ts';
import { verbs } from '../commands/verbs.ts';
import type { Log } from '../log.ts';
import { followRun } from '../pipelines/follow-run.ts';
import type { PipelineService } from '../pipelines/service.ts';
import type { AskInbox } from './ask-inbox.ts';
import type { HomeStore } from './home-store.ts';

interface LocalDesk {
  service: PipelineService;
  store: HomeStore;
  asks: AskInbox;
  bell: Bell;
  /** Aborts when the work of this process ends: feeds do not hold it up. */
  closing: AbortSignal;
  clock: Clock;
  log: Log;
  /** The person at the terminal. */
  user: UserRef;
  close(): Promise<void>;
}

/** The terminal's desk in the process that owns the home. */
export function localDesk(options: LocalDesk): Desk {
  const { service, store, clock, log } = options;

  async function say(request: DeskRequest & { kind: 'say' }, signal: AbortSignal): Promise<Answer> {
    const user = request.as === undefined ? options.user : userNamed(request.as);
    const incoming: Incoming = {
      key: request.key,
      text: request.text,
      user,
      channel: terminalChannel(options.user.name),
      surface: 'terminal',
      at: clock.now(),
      wantsMessages: request.feed === true,
    };
    return options.asks.ask(incoming, signal);
  }

  async function submit({
    key,
    file,
    folder,
    parameters,
    experiment,
  }: DeskRequest & { kind: 'submit' }): Promise<Answer> {
    const run = await service.submit({
      runId: runIdFor(key),
      source: { kind: 'file', file, ...(folder !== undefined && { folder }) },
      parameters,
      ...(experiment !== undefined && { experiment }),
      submittedBy: userKey(options.user),
    });
    return { verb: 'run', reply: { kind: 'run', run }, started: true, changed: true, wait: false };
  }

  async function answered(ask: () => Promise<Answer>, signal?: AbortSignal): Promise<DeskEvent> {
    try {
      return { kind: 'answer', ...(await ask()) };
    } catch (error) {
      // Nobody waits for the answer any more.
      if (signal?.aborted) throw error;
      return { kind: 'answer', reply: problemReply(error, log), started: false, wait: false };
    }
  }

  return {
    isOwner: true,
    close: options.close,
    async *ask(request, signal = new AbortController().signal): AsyncGenerator<DeskEvent> {
      switch (request.kind) {
        case 'say':
          yield await answered(() => say(request, signal), signal);
          return;
        case 'submit':
          yield await answered(() => submit(request));
          return;
        case 'follow':
          for await (const run of followRun(service, request.runId, signal)) {
            yield { kind: 'answer', reply: { kind: 'run', run }, started: false, wait: false };
          }
          return;
        case 'complete':
          yield { kind: 'completions', words: await complete(request.text, verbs, service) };
          return;
        case 'feed': {
          const until = AbortSignal.any([signal, options.closing]);
          yield* feedEvents({ store, channel: request.channel, onPosted: options.bell.onRing, clock, signal: until });
          return;
        }
        case 'seen':
          await markSeen(store, request.ids);
          return;
        default:
          request satisfies never;
      }
    },
  };
}
