import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Access, createAccess } from '../../src/web/access.ts';
import { runRoutes } from '../../src/web/run-pages.ts';
import { seal } from '../../src/web/sealed-text.ts';
import { aRun } from '../support/a-run.ts';
import { aWebServer, type RunningServer } from './a-web-server.ts';
import { memoryService } from './memory-service.ts';
import { send } from './raw-client.ts';
import { readHtml } from './read-html.ts';

const minute = 60_000;
const key = Buffer.alloc(32, 7);
let now = 1_000_000;
let access: Access;
let server: RunningServer;

function start(secure: boolean): Promise<RunningServer> {
  access = createAccess({ key, now: () => now, secure });
  const { service } = memoryService({ runs: [aRun()] });
  const policy = (user: string) => user !== 'slack:T1/OUT';
  return aWebServer([...access.routes, ...runRoutes({ service, access, policy, now: () => now })]);
}

/** What happens at a server that starts now. */
async function afterStart(secure: boolean, story: () => Promise<void>): Promise<void> {
  const before = { server, access };
  server = await start(secure);
  await story();
  await server.close();
  ({ server, access } = before);
}

beforeAll(async () => {
  server = await start(false);
});
afterAll(() => server.close());

const page = '/runs/7Q3K/';
const get = (target: string, cookie?: string) =>
  send(server.port, { target, headers: [['Accept', 'text/html'], ...(cookie ? [['Cookie', cookie] as const] : [])] });

async function press(
  fields: Record<string, string>,
  origin = `http://127.0.0.1:${server.port}`,
  cookie = 'theme=dark',
) {
  return send(server.port, {
    method: 'POST',
    target: '/access',
    headers: [
      ['Origin', origin],
      ['Cookie', cookie],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Accept', 'text/html'],
    ],
    body: new URLSearchParams(fields).toString(),
  });
}

async function cookieOf(user: string): Promise<string> {
  const answer = await press({ ticket: access.ticket(user), to: page });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('coming in from chat', () => {
  it('a link shows a button, however often a chat platform looks at it; the button opens the run, once', async () => {
    const ticket = access.ticket('slack:T1/U1');
    for (let looks = 0; looks < 3; looks += 1) {
      const shown = await get(`${page}?ticket=${ticket}`);
      expect(shown.status).toBe(200);
      expect(shown.headers.has('set-cookie')).toBe(false);
      expect(shown.headers.get('content-security-policy')).toContain("form-action 'self'");
      const { texts, attributes } = readHtml(shown.body.toString());
      expect(texts).toContain('Open run 7Q3K');
      expect(attributes).toContainEqual(['form action', '/access']);
      expect(attributes.filter(([name]) => name === 'input value')).toEqual([
        ['input value', ticket],
        ['input value', page],
      ]);
    }

    const pressed = await press({ ticket, to: page });
    expect(pressed.status).toBe(303);
    expect(pressed.headers.get('location')).toBe(page);
    expect(pressed.headers.get('set-cookie')).toMatch(
      /^pipehand=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/,
    );
    const cookie = pressed.headers.get('set-cookie')?.split(';')[0] ?? '';
    const opened = await get(page, `theme=dark; ${cookie}`);
    expect(opened.status).toBe(200);
    expect(opened.body.toString()).toContain('run 7Q3K');

    const again = await press({ ticket, to: page });
    expect(again.status).toBe(401);
    expect(again.headers.has('set-cookie')).toBe(false);
    expect((await get(`${page}?ticket=${ticket}`)).body.toString()).toContain('no longer works');
  });

  it('who is in already goes straight on, and the address loses its ticket', async () => {
    const cookie = await cookieOf('slack:T1/U1');
    const answer = await get(`${page}?ticket=${access.ticket('slack:T1/U1')}`, cookie);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(page);
  });

  it('who followed a link before they were in lands where it led, as soon as chat has let them in', async () => {
    const log = `${page}logs/train%20it`;
    const door = await get(log);
    expect(door.status).toBe(401);
    expect(readHtml(door.body.toString()).texts.join(' ')).toContain('It leads back here.');
    const asked = door.headers.get('set-cookie') ?? '';
    expect(asked).toMatch(/^pipehand-asked=[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
    const [cookie = ''] = asked.split(';');
    const cameIn = async (to: string, remembered: string) =>
      (await press({ ticket: access.ticket('slack:T1/U1'), to }, undefined, remembered)).headers.get('location');
    expect(await cameIn(page, cookie)).toBe(log);
    expect(await cameIn('/runs/7Q3Z/', cookie)).toBe('/runs/7Q3Z/');
    expect(await cameIn('/runs/', cookie)).toBe('/runs/');
    const list = await get('/runs/?pipeline=churn');
    expect(await cameIn('/runs/', list.headers.get('set-cookie')?.split(';')[0] ?? '')).toBe('/runs/?pipeline=churn');

    const elsewhere = Buffer.from(JSON.stringify(['https://7Q3K/'])).toString('base64url');
    const ours = seal(key, 'cookie', ['https://7Q3K/']);
    for (const forged of [`${elsewhere}.${cookie.split('.')[1]}`, ours, '', '.']) {
      expect(await cameIn(page, `pipehand-asked=${forged}`)).toBe(page);
    }
    expect((await get(page, cookie)).status).toBe(401);
    const withTicket = await get(`${page}?ticket=${access.ticket('slack:T1/U1')}`, cookie);
    expect(withTicket.headers.has('set-cookie')).toBe(false);
  });

  it('without either, a page says how to get in, and the same for a run that is not there', async () => {
    const [there, missing] = await Promise.all([get(page), get('/runs/7Q3Z/')]);
    expect(there.status).toBe(401);
    const { texts } = readHtml(there.body.toString());
    expect(texts).toContain('This page opens from chat');
    expect(texts).toContain('open 7Q3K');
    expect(missing.body.toString()).toBe(there.body.toString().replaceAll('7Q3K', '7Q3Z'));
    for (const inside of ['logs/train', 'logs/train/text', 'artifacts/train/outputs/model.json']) {
      expect((await get(`${page}${inside}`)).status).toBe(401);
    }
    const said = await get('/runs/Call%200800%20now/');
    expect(said.body.toString()).not.toContain('0800');
  });

  it('policy has the last word', async () => {
    const refused = await get(page, await cookieOf('slack:T1/OUT'));
    expect(refused.status).toBe(403);
    expect(readHtml(refused.body.toString()).texts.join()).toContain('your id is slack:T1/OUT');
  });
});

describe('tickets that do not work', () => {
  it('a ticket lasts ten minutes', async () => {
    const ticket = access.ticket('slack:T1/U1');
    now += 10 * minute - 1;
    expect((await get(`${page}?ticket=${ticket}`)).status).toBe(200);
    now += 1;
    expect((await get(`${page}?ticket=${ticket}`)).status).toBe(401);
    expect((await press({ ticket, to: page })).status).toBe(401);
  });

  it('one from before the start might have been used, so it is refused', async () => {
    const ticket = access.ticket('slack:T1/U1');
    now += 1;
    await afterStart(false, async () => {
      expect((await press({ ticket, to: page })).status).toBe(401);
      expect((await press({ ticket: access.ticket('slack:T1/U1'), to: page })).status).toBe(303);
    });
  });

  it('one that was changed, sealed with another key or made for a cookie', async () => {
    const ticket = access.ticket('slack:T1/U1');
    const [payload = '', code = ''] = ticket.split('.');
    const admin = Buffer.from(JSON.stringify(['slack:T1/ADMIN', String(now), 'id'])).toString('base64url');
    const foreign = createAccess({ key: Buffer.alloc(32, 8), now: () => now, secure: false }).ticket('slack:T1/U1');
    const cookie = (await cookieOf('slack:T1/U1')).split('=')[1] ?? '';
    const bad = [
      `${admin}.${code}`,
      `${payload}.${code.slice(0, -1)}`,
      `${payload}.`,
      `${payload}.${code}.`,
      `.${code}`,
    ];
    for (const forged of [...bad, payload, '', '.', foreign, cookie, `${ticket}=`, ` ${ticket}`]) {
      expect((await press({ ticket: forged, to: page })).status).toBe(401);
      expect((await get(`${page}?ticket=${encodeURIComponent(forged)}`)).status).toBe(401);
    }
    expect((await press({ ticket, to: page })).status).toBe(303);
  });

  it('a form of another site is refused and uses nothing up', async () => {
    const ticket = access.ticket('slack:T1/U1');
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1']) {
      expect((await press({ ticket, to: page }, origin)).status).toBe(403);
    }
    expect((await press({ ticket, to: page })).status).toBe(303);
  });

  const elsewhere = [
    'https://evil.example/',
    '//evil.example/runs/',
    '/\\evil.example/runs/',
    '/runs/\\..\\..\\evil',
    '/runs/\r\nSet-Cookie: a=b',
    '/runs/\tx',
    '/runs/ x',
    'javascript:alert(1)',
    '/livez',
    '/runs',
    '',
    '/runs/é',
  ];
  it.each(elsewhere)('leads nowhere but to a run: %j', async (to) => {
    const ticket = access.ticket('slack:T1/U1');
    const answer = await press({ ticket, to });
    expect(answer.status).toBe(400);
    expect(answer.headers.has('location')).toBe(false);
    expect((await press({ ticket, to: page })).status).toBe(303);
  });

  it('a form that is not ours', async () => {
    const form = (body: string, type: string) =>
      send(server.port, {
        method: 'POST',
        target: '/access',
        headers: [
          ['Sec-Fetch-Site', 'same-origin'],
          ['Content-Type', type],
        ],
        body,
      });
    const ticket = access.ticket('slack:T1/U1');
    const urlencoded = 'application/x-www-form-urlencoded';
    expect((await form(`ticket=${ticket}&to=${page}`, 'text/plain')).status).toBe(415);
    expect((await form(`ticket=${ticket}`, urlencoded)).status).toBe(400);
    expect((await form(`ticket=${ticket}&to=${page}&to=${page}`, urlencoded)).status).toBe(400);
    expect((await form(`ticket=${ticket}&to=${page}`, `${urlencoded}; charset=utf-8`)).status).toBe(303);
  });
});

describe('cookies', () => {
  it('last twelve hours', async () => {
    const cookie = await cookieOf('slack:T1/U1');
    now += 12 * 60 * minute - 1;
    expect((await get(page, cookie)).status).toBe(200);
    now += 1;
    expect((await get(page, cookie)).status).toBe(401);
  });

  it('cannot be made from tickets, from other cookies or out of nothing', async () => {
    const cookie = await cookieOf('slack:T1/U1');
    const [, code = ''] = cookie.split('.');
    const otherwise = seal(key, 'ticket', ['slack:T1/U1', String(now * 10)]);
    const later = Buffer.from(JSON.stringify(['slack:T1/U1', String(now * 10)])).toString('base64url');
    for (const value of [
      otherwise,
      `${later}.${code}`,
      later,
      '',
      '.',
      access.ticket('slack:T1/U1'),
      `${cookie.slice(9)}x`,
    ]) {
      expect((await get(page, `pipehand=${value}`)).status).toBe(401);
    }
    expect((await get(page, cookie.replace('pipehand', 'pipehand2'))).status).toBe(401);
    expect((await get(page, cookie)).status).toBe(200);
  });

  it('over https they belong to this host alone', async () => {
    await afterStart(true, async () => {
      const answer = await press({ ticket: access.ticket('slack:T1/U1'), to: page }, 'https://pipehand.example.com');
      const cookie = answer.headers.get('set-cookie') ?? '';
      expect(cookie).toMatch(/^__Host-pipehand=.*; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/);
      expect(cookie).not.toContain('Domain');
      const pair = cookie.split(';')[0] ?? '';
      expect((await get(page, pair)).status).toBe(200);
      expect((await get(page, pair.replace('__Host-', ''))).status).toBe(401);
    });
  });

  it('a key is 32 bytes or nothing', () => {
    expect(() => createAccess({ key: Buffer.alloc(31), now: () => 0, secure: true })).toThrow('32 bytes');
  });
});
