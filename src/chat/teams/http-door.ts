import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { jsonAnswer, type Route, type WebAnswer, type WebRequest } from '../../web/route.ts';
import { createSeldom } from '../shared/seldom.ts';
import type { Front } from './front.ts';
import { activity, type TeamsActivity } from './payloads.ts';
import type { Verification } from './verify-token.ts';

/** Bytes of a request of Teams. */
const bodyLimit = 256 * 1_024;

interface HttpDoorOptions {
  /** Loaded at the first request. */
  front(): Promise<Front>;
  verify(header: string | undefined): Promise<Verification>;
  isServiceUrl(url: string): boolean;
  /** The one tenant that is served. */
  tenant: string;
  clock: Clock;
  log: Log;
}

/** `POST /api/messages`: everything Teams sends. Nothing of a request is read before its token, nor has any effect. */
export function teamsRoute({ front, verify, isServiceUrl, tenant, clock, log }: HttpDoorOptions): Route {
  const maySay = createSeldom(clock.elapsed);

  function refuse(status: 401 | 403 | 503, { remoteAddress }: WebRequest, why: string): WebAnswer {
    if (maySay(why)) log.warn({ remoteAddress, status }, `a request to /api/messages was refused: ${why}`);
    return jsonAnswer(status, { message: words[status] });
  }

  /** What stands against a genuine token's activity; undefined where nothing does. */
  function objection(said: TeamsActivity, tokenServiceUrl: string): string | undefined {
    const tenants = [said.conversation.tenantId, said.channelData?.tenant?.id].filter((id) => id != null);
    if (said.channelId !== 'msteams') return 'it does not come from Teams';
    if (said.serviceUrl !== tokenServiceUrl) return 'its serviceUrl is not the one that was signed';
    if (!isServiceUrl(said.serviceUrl)) return 'its serviceUrl is none of Teams';
    if (tenants.length === 0 || tenants.some((id) => id !== tenant)) return 'it comes from another tenant';
    return undefined;
  }

  return {
    method: 'POST',
    path: '/api/messages',
    bodyLimit,
    browser: false,
    async handle(request) {
      const verified = await verify(request.headers.get('authorization'));
      switch (verified.kind) {
        case 'unsigned':
          return refuse(401, request, 'it has no token of Teams');
        case 'forged':
          return refuse(401, request, `its token is not one of Teams for this bot: ${verified.why}`);
        case 'unknowable':
          return refuse(503, request, `the keys of Teams cannot be had: ${verified.why}`);
        case 'genuine':
          break;
        default:
          return verified satisfies never;
      }
      const said = readActivity(request);
      if (!said) {
        log.warn({ bytes: request.body.length }, 'a request of Teams could not be read');
        return malformed;
      }
      const why = objection(said, verified.serviceUrl);
      if (why !== undefined) return refuse(403, request, why);
      const answer = await (await front())(said);
      switch (answer.kind) {
        case 'taken':
          return answer.body === undefined ? { status: answer.status } : jsonAnswer(answer.status, answer.body);
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

const words = {
  401: 'This address takes requests that Teams has signed for this bot.',
  403: 'This bot serves one tenant of Teams.',
  503: 'The request could not be checked. Send it again.',
} as const;

const malformed = jsonAnswer(400, { message: 'This address takes activities of Teams.' });

function readActivity({ headers, body }: WebRequest): TeamsActivity | undefined {
  if (headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() !== 'application/json') return undefined;
  try {
    const read = activity.safeParse(JSON.parse(Buffer.from(body).toString()));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
