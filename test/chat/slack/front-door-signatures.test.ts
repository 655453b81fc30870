import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { type RawAnswer, type RawRequest, send } from '../../web/raw-client.ts';
import { aSlackRoom, type RoomUnderTest } from './a-slack-room.ts';

type Headers = readonly (readonly [string, string])[];

/** A request as Slack makes it, and how it was made. */
interface Genuine {
  secret: string;
  body: string;
  time: string;
  signature: string;
}

const form = 'application/x-www-form-urlencoded';

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

function genuine(secret: string, body: string, at = Date.now()): Genuine {
  const time = String(Math.floor(at / 1_000));
  return { secret, body, time, signature: `v0=${hmac(secret, `v0:${time}:${body}`)}` };
}

function command(text: string, trigger = '1.2.abc'): string {
  const fields = { team_id: 'T1', channel_id: 'C1', user_id: 'U1', command: '/pipeline', text, trigger_id: trigger };
  return new URLSearchParams(fields).toString();
}

function headersOf({ time, signature }: Pick<Genuine, 'time' | 'signature'>, type = form): Headers {
  return [
    ['Content-Type', type],
    ['X-Slack-Request-Timestamp', time],
    ['X-Slack-Signature', signature],
  ];
}

/** The same request with another time, signed for it. */
function at(time: string) {
  return ({ secret, body }: Genuine): RawRequest => ({
    headers: headersOf({ time, signature: `v0=${hmac(secret, `v0:${time}:${body}`)}` }),
    body,
  });
}

/** The same request with another signature, made of the right one. */
function signed(change: (signature: string, whole: Genuine) => string) {
  return (whole: Genuine): RawRequest => ({
    headers: headersOf({ ...whole, signature: change(whole.signature, whole) }),
    body: whole.body,
  });
}

/** Another body under the same signature. */
function saying(change: (body: string) => string) {
  return (whole: Genuine): RawRequest => ({ headers: headersOf(whole), body: change(whole.body) });
}

/** Headers that are not all there. */
function withHeaders(choose: (all: Headers) => Headers) {
  return (whole: Genuine): RawRequest => ({ headers: choose(headersOf(whole)), body: whole.body });
}

const now = () => Math.floor(Date.now() / 1_000);

/** What no request of Slack looks like, and what it is answered with where that is not 401. */
const mutations: Readonly<Record<string, { make(whole: Genuine): RawRequest; status?: number }>> = {
  'no headers': { make: ({ body }) => ({ body, headers: [['Content-Type', form]] }) },
  'no signature': { make: withHeaders((all) => all.slice(0, 2)) },
  'no time': { make: withHeaders(([type, , signature]) => [type, signature].filter((each) => each !== undefined)) },
  'an empty signature': { make: signed(() => '') },
  'the signature of nothing': { make: signed((_, { secret }) => `v0=${hmac(secret, '')}`) },
  'another secret': { make: signed((_, { time, body }) => `v0=${hmac('another', `v0:${time}:${body}`)}`) },
  'an empty secret': { make: signed((_, { time, body }) => `v0=${hmac('', `v0:${time}:${body}`)}`) },
  'the first digit': { make: signed((text) => `v0=${text[3] === '0' ? 1 : 0}${text.slice(4)}`) },
  'the last digit': { make: signed((text) => `${text.slice(0, -1)}${text.endsWith('0') ? 1 : 0}`) },
  'one digit too few': { make: signed((text) => text.slice(0, -1)) },
  'one digit too many': { make: signed((text) => `${text}0`) },
  'half of it': { make: signed((text) => text.slice(0, 35)) },
  'the version alone': { make: signed(() => 'v0=') },
  'twice in a row': { make: signed((text) => text + text.slice(3)) },
  'large letters': { make: signed((text) => `v0=${text.slice(3).toUpperCase()}`) },
  'a large version': { make: signed((text) => text.replace('v0', 'V0')) },
  'a later version': { make: signed((text) => text.replace('v0', 'v1')) },
  'no version': { make: signed((text) => text.slice(3)) },
  'a space in it': { make: signed((text) => text.replace('=', '= ')) },
  'two, of which one is right': { make: signed((text) => `${text},v0=${'0'.repeat(64)}`) },
  'in base64': { make: signed((text) => `v0=${Buffer.from(text.slice(3), 'hex').toString('base64')}`) },
  'a hash without a secret': {
    make: signed((_, { time, body }) => `v0=${createHash('sha256').update(`v0:${time}:${body}`).digest('hex')}`),
  },
  'made without the version': { make: signed((_, { secret, time, body }) => `v0=${hmac(secret, `${time}:${body}`)}`) },
  'made of the body only': { make: signed((_, { secret, body }) => `v0=${hmac(secret, body)}`) },
  'made for the next second': {
    make: signed((_, { secret, time, body }) => `v0=${hmac(secret, `v0:${Number(time) + 1}:${body}`)}`),
  },
  'no body': { make: saying(() => '') },
  'one byte of the body': { make: saying((body) => body.replace('status', 'statut')) },
  'one byte less': { make: saying((body) => body.slice(0, -1)) },
  'a byte more': { make: saying((body) => `${body}&`) },
  'another line': { make: saying((body) => body.replace('status', 'cancel')) },
  'another person': { make: saying((body) => body.replace('U1', 'U2')) },
  'the same in another spelling': { make: saying((body) => body.replace('%2Fpipeline', '/pipeline')) },
  'fields in another order': { make: saying((body) => body.split('&').reverse().join('&')) },
  'a certificate check beside it': {
    make: ({ body }) => ({ body: `${body}&ssl_check=1`, headers: [['Content-Type', form]] }),
  },
  'a certificate check before it': {
    make: ({ body }) => ({ body: `ssl_check=1&${body}`, headers: [['Content-Type', form]] }),
  },
  'a question of the address': {
    make: () => ({
      body: JSON.stringify({ type: 'url_verification', challenge: 'abc' }),
      headers: [['Content-Type', 'application/json']],
    }),
  },
  'another time': {
    make: (whole) => ({ headers: headersOf({ ...whole, time: String(now() - 1) }), body: whole.body }),
  },
  '301 seconds ago': { make: at(String(now() - 302)) },
  'in 301 seconds': { make: (whole) => at(String(now() + 302))(whole) },
  'in ten years': { make: at(String(now() + 315_360_000)) },
  'at the beginning of time': { make: at('0') },
  'before it': { make: at(`-${now()}`) },
  'in milliseconds': { make: at(String(Date.now())) },
  'with a fraction': { make: at(`${now()}.0`) },
  'with a zero before it': { make: at(`0${now()}`) },
  'with a sign': { make: at(`+${now()}`) },
  'as a power of ten': { make: at(`${now() / 1_000_000_000}e9`) },
  'in hexadecimal': { make: at(`0x${now().toString(16)}`) },
  'a word for a time': { make: at('NaN') },
  'two signatures': {
    make: withHeaders((all) => [...all, ['X-Slack-Signature', `v0=${'0'.repeat(64)}`]]),
    status: 400,
  },
  'two times': { make: withHeaders((all) => [...all, ['x-slack-request-timestamp', String(now())]]), status: 400 },
  'an encoding': { make: withHeaders((all) => [...all, ['Content-Encoding', 'gzip']]), status: 415 },
  'too many bytes': {
    make: ({ secret }) => {
      const whole = genuine(secret, command('x'.repeat(256 * 1_024)));
      return { headers: headersOf(whole), body: whole.body };
    },
    status: 413,
  },
};

function post({ port }: RoomUnderTest, request: RawRequest): Promise<RawAnswer> {
  return send(port, { method: 'POST', target: '/slack/events', ...request });
}

test(`what Slack did not sign, in ${Object.keys(mutations).length} ways, is refused and has no effect`, async () => {
  const it = await aSlackRoom('http');
  it.slack.asUser('U1');
  const answers: Record<string, number> = {};
  const wanted: Record<string, number> = {};
  for (const [name, { make, status = 401 }] of Object.entries(mutations)) {
    wanted[name] = status;
    answers[name] = (await post(it, make(genuine(it.slack.signingSecret, command('status'))))).status;
  }
  expect(answers).toEqual(wanted);
  expect([it.handedIn(), await it.inbox()]).toEqual([0, []]);
  expect(it.slack.ledger.calls.filter(({ method }) => method !== 'auth.test')).toEqual([]);

  const whole = genuine(it.slack.signingSecret, command('status'));
  expect((await post(it, { headers: headersOf(whole), body: whole.body })).status).toBe(200);
  expect(await it.inbox()).toHaveLength(1);
});

test('five minutes in either direction are taken', async () => {
  const it = await aSlackRoom('http');
  it.slack.asUser('U1');
  for (const seconds of [-295, 295]) {
    const whole = genuine(it.slack.signingSecret, command('status', `1.2.${seconds}`), Date.now() + seconds * 1_000);
    expect((await post(it, { headers: headersOf(whole), body: whole.body })).status).toBe(200);
  }
  expect(await it.inbox()).toHaveLength(2);
});

test('the same bytes sent a hundred times act once, and what was not kept is taken when it comes again', async () => {
  const it = await aSlackRoom('http');
  it.slack.asUser('U1');
  const whole = genuine(it.slack.signingSecret, command('status'));
  const request = { headers: headersOf(whole), body: whole.body };
  it.setBroken(true);
  expect((await post(it, request)).status).toBe(503);
  expect(await it.inbox()).toHaveLength(0);
  it.setBroken(false);
  expect((await post(it, request)).status).toBe(200);
  expect([it.handedIn(), await it.inbox()]).toEqual([2, [expect.objectContaining({ text: 'status' })]]);
  const answers = await Promise.all(Array.from({ length: 99 }, () => post(it, request)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect([it.handedIn(), (await it.inbox()).length]).toEqual([2, 1]);
});

test('the address is confirmed, a certificate check is answered, and what is not in Slack’s form is not asked for again', async () => {
  const it = await aSlackRoom('http');
  const { signingSecret: secret } = it.slack;
  expect((await it.slack.verifyUrl('a challenge')).body).toBe('{"challenge":"a challenge"}');
  expect((await post(it, { headers: [['Content-Type', form]], body: 'token=x&ssl_check=1' })).status).toBe(200);
  const odd: readonly (readonly [string, string])[] = [
    ['application/json', '{"type":"event_callback"'],
    ['application/json', '[]'],
    ['application/json', '{"event":5}'],
    ['application/json', '{"team_id":"T1","event_id":"Ev1","event":{"type":"app_mention"}}'],
    ['application/json', JSON.stringify({ team_id: 'T/1', event_id: 'Ev1', event: saidIn('C1') })],
    ['application/json', JSON.stringify({ team_id: 'T1', event_id: 'Ev1', event: saidIn('C1/../C2') })],
    ['application/json', JSON.stringify({ type: 'url_verification', challenge: { toString: 1 } })],
    [form, 'payload=%7B'],
    [form, 'payload={"type":"block_actions","actions":[]}'],
    [form, 'payload={}&payload={}'],
    [form, 'payload={"type":"view_submission"}'],
    [form, 'payload={"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"view":{"callback_id":"form"}}'],
    [form, command('list').replace('trigger_id', 'trigger')],
    ['text/plain', command('list')],
  ];
  for (const [type, body] of odd) {
    const answer = await post(it, { headers: headersOf(genuine(secret, body), type), body });
    expect([body, answer.status, answer.headers.get('x-slack-no-retry')]).toEqual([body, 400, '1']);
  }
  expect(it.handedIn()).toBe(0);
});

function saidIn(channel: string): object {
  return { type: 'app_mention', channel, user: 'U1', ts: '1.1', text: '<@UBOTT1> list' };
}

test('whoever runs Pipehand reads why requests are refused, once a minute', async () => {
  const it = await aSlackRoom('http');
  const whole = genuine('another secret', command('status'));
  for (let count = 0; count < 3; count += 1) await post(it, { headers: headersOf(whole), body: whole.body });
  expect(it.warnings.map((line) => JSON.parse(line).msg)).toEqual([
    'a request to /slack/events was refused: it was not signed with SLACK_SIGNING_SECRET',
  ]);
});
