import { createHmac, createPublicKey, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRun } from '../../support/a-run.ts';
import { generated } from '../../support/generated.ts';
import { send } from '../raw-client.ts';
import { readHtml } from '../read-html.ts';
import { aTab, sessionIn } from './a-tab.ts';
import { ada, aPrivateKey, signed, tenantId, usualClaims } from './a-tenant.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const held = { runs: [aRun()] };

describe('a token that Microsoft made for the tab', () => {
  it('opens a session with which the pages of runs can be read for a quarter of an hour', async () => {
    const { tenant, time, signIn, read, access } = await aTab(held);
    const answer = await signIn(tenant.token(time.now));
    expect(answer.status).toBe(200);
    expect(answer.headers.has('set-cookie')).toBe(false);
    const session = sessionIn(answer);
    for (const page of ['/runs/', '/runs/7Q3K/', '/runs/7Q3K/logs/train']) {
      expect((await read(page, session)).status, page).toBe(200);
    }
    expect(access.userOf(bearing(session))).toBe(`teams:${ada}`);
    time.now += 15 * minute;
    expect((await read('/runs/', session)).status).toBe(401);
  });

  it('gives a ticket for the browser, which nothing but a session does', async () => {
    const { tenant, time, signIn, server, access } = await aTab(held);
    const session = sessionIn(await signIn(tenant.token(time.now)));
    const ticketFor = (headers: readonly (readonly [string, string])[]) =>
      send(server.port, { method: 'POST', target: '/tab/ticket', headers });
    const { ticket } = JSON.parse((await ticketFor([['Authorization', `Bearer ${session}`]])).body.toString());
    const door = await send(server.port, { target: `/runs/7Q3K/?ticket=${ticket}` });
    expect(readHtml(door.body.toString()).texts).toContain('Open run 7Q3K');
    const cookie = await cookieFrom(server.port, access.ticket('teams:x'));
    for (const headers of [
      [],
      [['Cookie', cookie]],
      [['Authorization', `Bearer ${access.ticket('teams:x')}`]],
    ] as const) {
      expect((await ticketFor(headers)).status).toBe(401);
    }
    expect(
      (
        await ticketFor([
          ['Authorization', `Bearer ${session}`],
          ['Origin', 'https://evil.example'],
        ])
      ).status,
    ).toBe(403);
  });
});

describe('any other token is refused, and opens nothing', () => {
  type Forgery = (world: Awaited<ReturnType<typeof aTab>>) => string;
  const other = aPrivateKey();
  const claiming =
    (claims: object): Forgery =>
    ({ tenant, time }) =>
      tenant.token(time.now, claims);
  const inSeconds =
    (name: string, seconds: number): Forgery =>
    ({ tenant, time }) =>
      tenant.token(time.now, { [name]: Math.floor(time.now / 1000) + seconds });
  const forgeries: readonly (readonly [string, Forgery])[] = [
    ['nothing', () => ''],
    ['words', () => 'let me in'],
    ['a header of no kind', () => 'bm8.bm8.bm8'],
    [
      'a payload of no kind',
      () => `${Buffer.from('{"alg":"RS256","typ":"JWT","kid":"k1"}').toString('base64url')}.bm8.bm8`,
    ],
    [
      'another key',
      ({ tenant, time }) => signed({ alg: 'RS256', kid: 'k1' }, usualClaims(tenant.login, time.now), other),
    ],
    ['no key id', ({ tenant, time }) => tenant.token(time.now, {}, { kid: undefined })],
    ['an unknown key id', ({ tenant, time }) => tenant.token(time.now, {}, { kid: 'k9' })],
    ['a key id that is no text', ({ tenant, time }) => tenant.token(time.now, {}, { kid: ['k1'] })],
    [
      'a key of its own in the header',
      ({ tenant, time }) => {
        const jwk = createPublicKey(other).export({ format: 'jwk' });
        return signed({ alg: 'RS256', kid: 'k1', jwk }, usualClaims(tenant.login, time.now), other);
      },
    ],
    [
      'no signature',
      ({ tenant, time }) => `${tenant.token(time.now, {}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
    ],
    ['a signature said to be none', ({ tenant, time }) => tenant.token(time.now, {}, { alg: 'none' })],
    [
      'the public key as a shared secret',
      ({ tenant, time }) => hmacToken(tenant.token(time.now, {}, { alg: 'HS256' }), tenant.publicKey()),
    ],
    ['another hash', ({ tenant, time }) => tenant.token(time.now, {}, { alg: 'RS512' })],
    [
      'a changed claim',
      ({ tenant, time }) => withClaims(tenant.token(time.now), { oid: '99999999-1b1b-4c2c-8d3d-4e4e4e4e4e4e' }),
    ],
    ['another audience', claiming({ aud: '00000003-0000-0000-c000-000000000000' })],
    ['no audience', claiming({ aud: undefined })],
    ['another issuer', claiming({ iss: 'https://login.microsoftonline.com/common/v2.0' })],
    ['an issuer of version 1', claiming({ iss: `https://sts.windows.net/${tenantId}/`, ver: '1.0' })],
    ['version 1', claiming({ ver: '1.0' })],
    ['another tenant', claiming({ tid: '99999999-2222-4333-8444-555555555555' })],
    ['no tenant', claiming({ tid: undefined })],
    ['an end in the past', inSeconds('exp', -61)],
    ['no end', claiming({ exp: undefined })],
    ['an end that is no number', claiming({ exp: 'never' })],
    ['a begin in the future', inSeconds('nbf', 61)],
    ['no begin', claiming({ nbf: undefined })],
    ['another scope', claiming({ scp: 'User.Read access_as_user_too' })],
    ['no scope, as an app itself has', claiming({ scp: undefined, roles: ['access_as_user'] })],
    ['no person', claiming({ oid: undefined })],
    ['a person that is no id', claiming({ oid: 'ada' })],
  ];

  it.each(forgeries)('with %s', async (_, forgery) => {
    const world = await aTab(held);
    const answer = await world.signIn(forgery(world));
    expect(answer.status).toBe(401);
    expect(answer.body.toString()).toBe('{"error":{"message":"Microsoft Teams did not sign you in to Pipehand."}}');
    expect(world.said).toHaveLength(1);
    expect(world.server.logged).toEqual([]);
  });

  it('of a guest, or of somebody who may be one, who is told so', async () => {
    for (const [acct, words] of [
      [1, 'members of its own workspace only'],
      [undefined, 'optional claim acct'],
    ] as const) {
      const { tenant, time, signIn } = await aTab(held);
      const answer = await signIn(tenant.token(time.now, { acct }));
      expect(answer.status).toBe(403);
      expect(answer.body.toString()).toContain(words);
    }
  });

  it('whatever text it is', async () => {
    const { signIn, server } = await aTab(held);
    const part = fc.oneof(
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc.base64String(),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
        expect((await signIn(parts.join('.'))).status).toBe(401);
      }),
      generated(2_000),
    );
    expect(server.logged).toEqual([]);
  });

  it('sent by another site, as a form, or longer than any token', async () => {
    const { tenant, time, signIn } = await aTab(held);
    const token = tenant.token(time.now);
    const right = ['Content-Type', 'application/jwt'] as const;
    expect((await signIn(token, [right, ['Origin', 'https://evil.example']])).status).toBe(403);
    expect((await signIn(token, [right, ['Origin', 'https://teams.microsoft.com']])).status).toBe(403);
    expect((await signIn(token, [right, ['Sec-Fetch-Site', 'cross-site']])).status).toBe(403);
    expect((await signIn(token, [['Content-Type', 'text/plain']])).status).toBe(415);
    expect((await signIn('x'.repeat(40_000))).status).toBe(413);
  });
});

describe('without a session', () => {
  it('nothing of a run is shown, and no other sealed text is one', async () => {
    const { access, read, signIn, server, tenant, time } = await aTab(held);
    const cookie = await cookieFrom(server.port, access.ticket('teams:x'));
    const session = sessionIn(await signIn(tenant.token(time.now)));
    for (const bearer of [
      '',
      'x',
      access.ticket('teams:x'),
      cookie.replace('pipehand=', ''),
      `${session}x`,
      session.replace('.', '..'),
    ]) {
      for (const page of ['/runs/', '/runs/7Q3K/', '/runs/7Q3K/logs/train']) {
        const answer = await read(page, bearer);
        expect(answer.status).toBe(401);
        expect(answer.body.toString()).not.toContain('churn');
      }
    }
  });

  it('the pages of the tab hold no run', async () => {
    const { server } = await aTab(held);
    for (const target of ['/tab/runs', '/tab/runs?pipeline=churn', '/tab/configure']) {
      const page = await send(server.port, { target });
      expect(page.status).toBe(200);
      expect(page.body.toString()).not.toMatch(/churn|7Q3K/);
    }
  });
});

describe('the keys', () => {
  it('are fetched once and kept through an outage', async () => {
    const { tenant, time, signIn } = await aTab(held);
    for (let times = 0; times < 3; times += 1) expect((await signIn(tenant.token(time.now))).status).toBe(200);
    expect(tenant.asked).toBe(1);
    tenant.down = true;
    for (let days = 0; days < 3; days += 1) {
      time.now += day;
      // Whoever comes first after a day does not wait until they are renewed.
      await expect
        .poll(async () => {
          expect((await signIn(tenant.token(time.now))).status).toBe(200);
          return tenant.asked;
        })
        .toBe(2 + days);
    }
  });

  it('are fetched anew when others sign, so that no good token is refused and none of the old ones is taken', async () => {
    const { tenant, time, signIn } = await aTab(held);
    const early = tenant.token(time.now);
    expect((await signIn(early)).status).toBe(200);
    for (let turns = 0; turns < 3; turns += 1) {
      time.now += minute;
      tenant.rotate();
      expect((await signIn(tenant.token(time.now))).status).toBe(200);
    }
    expect((await signIn(early)).status).toBe(401);
  });

  it('are not asked for by everybody who forges', async () => {
    const { tenant, time, signIn } = await aTab(held);
    await signIn(tenant.token(time.now));
    for (let at = 0; at < 50; at += 1) await signIn(tenant.token(time.now, {}, { kid: `f${at}` }));
    expect(tenant.asked).toBe(11);
    expect((await signIn(tenant.token(time.now))).status).toBe(200);
  });

  it.each([
    ['nothing', (tenant: { down: boolean }) => (tenant.down = true)],
    ['no JSON', (tenant: { answerWith(text: string): void }) => tenant.answerWith('<html>')],
    [
      'an answer that says of itself that it failed',
      (tenant: { answerWith(text: string, status: number): void }) => tenant.answerWith('{"keys":[]}', 500),
    ],
    [
      'more than any key set',
      (tenant: { answerWith(text: string): void }) => tenant.answerWith(`${' '.repeat(300_000)}{"keys":[]}`),
    ],
  ] as const)('when %s comes instead, nobody is let in and it is said why', async (_, spoil) => {
    const { tenant, time, signIn, server } = await aTab(held);
    spoil(tenant);
    const answer = await signIn(tenant.token(time.now));
    expect(answer.status).toBe(503);
    expect(answer.body.toString()).toContain('Try again in a minute');
    expect(server.logged).toEqual([]);
  });
});

/** What a browser has that came in by a ticket. */
async function cookieFrom(port: number, ticket: string): Promise<string> {
  const letIn = await send(port, {
    method: 'POST',
    target: '/access',
    headers: [
      ['Sec-Fetch-Site', 'same-origin'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    body: new URLSearchParams({ ticket, to: '/runs/' }).toString(),
  });
  return letIn.headers.get('set-cookie')?.split(';')[0] ?? '';
}

function bearing(session: string) {
  return {
    method: 'GET',
    url: new URL('http://x/'),
    params: new Map(),
    headers: new Map([['authorization', `Bearer ${session}`]]),
    body: new Uint8Array(),
    remoteAddress: '',
    signal: new AbortController().signal,
  } as const;
}

/** The same content, with the code it would have if the public key were a secret. */
function hmacToken(token: string, key: KeyObject): string {
  const content = token.split('.').slice(0, 2).join('.');
  return `${content}.${createHmac('sha256', key.export({ type: 'spki', format: 'pem' }))
    .update(content)
    .digest('base64url')}`;
}

function withClaims(token: string, claims: object): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...claims };
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}
