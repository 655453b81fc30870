import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { jsonAnswer, type Route, type WebAnswer, type WebRequest } from '../../web/route.ts';
import { createSeldom } from '../shared/seldom.ts';
import type { Front } from './front.ts';
import type { Replays } from './replays.ts';
import { type Verification, verify } from './verify.ts';

/** Bytes of a request of Slack. */
const bodyLimit = 256 * 1_024;

/** All that a certificate check sends; anything beside it makes it a request like any other. */
const certificateCheck = /^(?:token=[^&]*&)?ssl_check=1(?:&token=[^&]*)?$/;

const why: Readonly<Record<Exclude<Verification['kind'], 'genuine'>, string>> = {
  unsigned: 'it has no signature of Slack',
  'wrong-time': 'its time is more than five minutes from the clock of this machine',
  forged: 'it was not signed with SLACK_SIGNING_SECRET',
};

interface HttpDoorOptions {
  signingSecret: string;
  front: Front;
  replays: Replays;
  clock: Clock;
  log: Log;
}

/** `POST /slack/events`: everything Slack sends over HTTP. Nothing of a request is read before its signature. */
export function slackRoute({ signingSecret, front, replays, clock, log }: HttpDoorOptions): Route {
  const maySay = createSeldom(clock.elapsed);

  function refuse(request: WebRequest, kind: keyof typeof why): WebAnswer {
    if (request.body.length < 1_000 && certificateCheck.test(textOf(request))) return nothing;
    if (maySay(kind))
      log.warn({ remoteAddress: request.remoteAddress }, `a request to /slack/events was refused: ${why[kind]}`);
    return jsonAnswer(401, { message: 'This address takes requests that Slack has signed.' });
  }

  return {
    method: 'POST',
    path: '/slack/events',
    bodyLimit,
    browser: false,
    async handle(request) {
      const verified = verify(signingSecret, request, clock.now());
      if (verified.kind !== 'genuine') return refuse(request, verified.kind);
      const { signature, validUntil } = verified;
      if (replays.wasTaken(signature)) return nothing;
      const body = readBody(request);
      if (body === undefined) return malformed;
      if (body.type === 'url_verification') return challengeAnswer(body.challenge);
      const answer = await front(body);
      switch (answer.kind) {
        case 'taken':
          replays.remember(signature, validUntil);
          return answer.reply === undefined ? nothing : jsonAnswer(200, answer.reply);
        case 'malformed':
          return malformed;
        case 'not-kept':
          return jsonAnswer(503, { message: 'The request could not be kept. Send it again.' });
        default:
          return answer satisfies never;
      }
    },
  };
}

const nothing: WebAnswer = { status: 200 };

const malformed: WebAnswer = { status: 400, headers: { 'x-slack-no-retry': '1' } };

/** Slack asks this once, when somebody enters the address in the app's settings. */
function challengeAnswer(challenge: unknown): WebAnswer {
  return typeof challenge === 'string' && challenge.length <= 1_000 ? jsonAnswer(200, { challenge }) : malformed;
}

/** A slash command is a form, a press of a button JSON in the one field of a form, an event JSON. */
function readBody(request: WebRequest): Record<string, unknown> | undefined {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  const text = textOf(request);
  // Letters that cannot be read would be replaced, and a command with other words than were typed would be run.
  if (!Buffer.from(text).equals(request.body)) return undefined;
  if (type === 'application/json') return parseObject(text);
  if (type !== 'application/x-www-form-urlencoded' || !isDecodable(text)) return undefined;
  const form = new URLSearchParams(text);
  if (form.size === 0 || new Set(form.keys()).size !== form.size) return undefined;
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parseObject(payload);
}

function isDecodable(form: string): boolean {
  try {
    decodeURIComponent(form);
    return true;
  } catch {
    return false;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function textOf({ body }: WebRequest): string {
  return Buffer.from(body).toString();
}
