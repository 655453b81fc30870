import { App, type Receiver, UnknownError, type webApi } from '@slack/bolt';
import type { Log } from '../../log.ts';
import { Malformed, readPart } from '../shared/read-part.ts';
import { boltLog } from './bolt-log.ts';
import {
  anyBody,
  type PressedButton,
  pressedButton,
  type RemovedApp,
  removedApp,
  type SaidMessage,
  type SentForm,
  type SlashCommand,
  saidMessage,
  sentForm,
  slashCommand,
} from './payloads.ts';
import { formCallback } from './render/form-view.ts';
import type { FormErrors } from './take-form.ts';

/** What Slack is to be answered: taken (perhaps with words for the asker), never to be taken, or to be sent again. */
type FrontAnswer = { kind: 'taken'; reply?: object } | { kind: 'malformed' } | { kind: 'not-kept' };

/** Where both transports hand in what they received; it never throws. */
export type Front = (body: object) => Promise<FrontAnswer>;

interface FrontOptions {
  /** Answers words for the asker, where nothing was committed. These throw when a request could not be committed. */
  takeSlash(command: SlashCommand): Promise<string | undefined>;
  takeSaid(message: SaidMessage): Promise<void>;
  takePressed(button: PressedButton): Promise<void>;
  /** Answers what is wrong with it, where nothing was committed. */
  takeForm(form: SentForm): Promise<FormErrors | undefined>;
  botToken: string;
  client: webApi.WebClientOptions;
  /** The app was removed from a workspace, or its tokens were revoked. */
  removed(event: RemovedApp): void;
  log: Log;
}

/**
 * Bolt finds the listener of each request; both transports come to it through one receiver of ours. Bolt acknowledges an
 * event before anybody has seen it, so its acknowledgement is only noted here, and given when the listeners have ended:
 * then the request is committed.
 */
export function createFront(options: FrontOptions): Front {
  const { botToken, client, removed, log } = options;
  const receiver: Receiver = { init() {}, async start() {}, async stop() {} };
  const app = new App({
    receiver,
    // Looking the token up here would keep commands from being taken while Slack's API is down.
    authorize: async () => ({ botToken }),
    clientOptions: client,
    logger: boltLog(log),
    convoStore: false,
    // Who is a bot, and who we are ourselves, is for those to say who take the line.
    ignoreSelf: false,
    tokenVerificationEnabled: false,
  });
  app.error(async (error) => {
    throw error;
  });
  // Whatever the command is called in this workspace: Slack sends us those of our own app only.
  app.command(/./, async ({ body, ack }) => {
    const text = await options.takeSlash(readPart(slashCommand, body));
    await ack(text === undefined ? undefined : { response_type: 'ephemeral', text });
  });
  app.event('app_mention', ({ body }) => options.takeSaid(readPart(saidMessage, body)));
  app.message(({ body }) => options.takeSaid(readPart(saidMessage, body)));
  app.action({ type: 'block_actions' }, ({ body }) => options.takePressed(readPart(pressedButton, body)));
  app.view(formCallback, async ({ body, ack }) => {
    const errors = await options.takeForm(readPart(sentForm, body));
    await ack(errors && { response_action: 'errors', errors });
  });
  for (const name of ['app_uninstalled', 'tokens_revoked'] as const) {
    app.event(name, async ({ body }) => removed(readPart(removedApp, body)));
  }

  return async (body) => {
    let reply: unknown;
    try {
      if ('type' in body && body.type === 'view_submission') readPart(sentForm, body);
      else readPart(anyBody, body);
      await app.processEvent({
        body,
        async ack(said?: unknown) {
          reply = said;
        },
      });
    } catch (error) {
      const cause = error instanceof UnknownError ? error.original : error;
      if (cause instanceof Malformed) {
        log.warn({ err: cause }, 'a request of Slack could not be read');
        return { kind: 'malformed' };
      }
      log.warn({ err: cause }, 'a request of Slack was not kept; Slack is asked to send it again');
      return { kind: 'not-kept' };
    }
    return typeof reply === 'object' && reply !== null ? { kind: 'taken', reply } : { kind: 'taken' };
  };
}
