import type { UserRef } from '../chat/platform.ts';
import { userKey } from '../chat/platform.ts';
import type { Desk, DeskEvent, DeskRequest } from '../chat/terminal/desk.ts';
import { userNamed } from '../chat/terminal/terminal-user.ts';
import { complete } from '../commands/complete.ts';
import { type Answer, dispatch, problemReply, runIdFor } from '../commands/dispatch.ts';
import { verbs } from '../commands/verbs.ts';
import type { Log } from '../log.ts';
import { followRun } from '../pipelines/follow-run.ts';
import type { PipelineService } from '../pipelines/service.ts';
import type { Run } from '../pipelines/types.ts';
import type { Admins } from '../policy/decide.ts';

interface LocalDesk {
  service: PipelineService;
  log: Log;
  now(): number;
  admins: Admins;
  /** The person at the terminal. */
  user: UserRef;
  pageOf(run: Run, person: UserRef): string | undefined;
  close(): Promise<void>;
}

/** The terminal's desk in the process that owns the home. */
export function localDesk(options: LocalDesk): Desk {
  const { service, log, now, admins } = options;

  async function say({ key, text, as }: DeskRequest & { kind: 'say' }): Promise<Answer> {
    try {
      const user = as === undefined ? options.user : userNamed(as);
      const channel = { platform: 'terminal', tenant: 'local', id: 'terminal' } as const;
      const incoming = { key, text, user, channel, surface: 'terminal', at: now() } as const;
      return await dispatch({ incoming, service, admins, now: now(), pageOf: (run) => options.pageOf(run, user) }, log);
    } catch (error) {
      return { reply: problemReply(error, log), started: false, wait: false };
    }
  }

  async function submit({ key, file, parameters, experiment }: DeskRequest & { kind: 'submit' }): Promise<Answer> {
    try {
      const run = await service.submit({
        runId: runIdFor(key),
        source: { kind: 'file', file },
        parameters,
        ...(experiment !== undefined && { experiment }),
        submittedBy: userKey(options.user),
      });
      return { reply: { kind: 'run', run }, started: true, wait: false };
    } catch (error) {
      return { reply: problemReply(error, log), started: false, wait: false };
    }
  }

  return {
    isOwner: true,
    close: options.close,
    async *ask(request, signal = new AbortController().signal): AsyncGenerator<DeskEvent> {
      switch (request.kind) {
        case 'say':
          yield { kind: 'answer', ...(await say(request)) };
          return;
        case 'submit':
          yield { kind: 'answer', ...(await submit(request)) };
          return;
        case 'follow':
          for await (const run of followRun(service, request.runId, signal)) {
            yield { kind: 'answer', reply: { kind: 'run', run }, started: false, wait: false };
          }
          return;
        case 'complete':
          yield { kind: 'completions', words: await complete(request.text, verbs, service) };
          return;
        default:
          request satisfies never;
      }
    },
  };
}
