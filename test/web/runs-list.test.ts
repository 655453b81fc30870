import { describe, expect, it } from 'vitest';
import { createAccess } from '../../src/web/access.ts';
import { runRoutes } from '../../src/web/run-pages.ts';
import { aRun, submittedAt } from '../support/a-run.ts';
import { aReader } from './a-reader.ts';
import { aWebServer } from './a-web-server.ts';
import { memoryService } from './memory-service.ts';
import { send } from './raw-client.ts';
import { readHtml } from './read-html.ts';

const minute = 60_000;

function running() {
  const { endedAt: _, ...run } = aRun({ id: 'run-0002', shortId: '8AAB', pipeline: 'iris', status: 'Running' });
  return run;
}

/** Not started, and no wiser of when it will end. */
function canceled() {
  const { startedAt: _, endedAt: __, ...run } = aRun({ id: 'run-0003', shortId: '8AAC', status: 'Canceled' });
  return run;
}

describe('the list of runs', () => {
  it('tells of each run what it is, how it stands, who asked, when, and how long it took', async () => {
    const { read } = await aReader({ runs: [canceled(), running(), aRun()] });
    for (const address of ['/runs', '/runs/']) {
      const { texts, attributes } = await read(address);
      const text = texts.join(' ').replace(/\s+/g, ' ');
      for (const words of [
        'churn · run 8AAC Canceled Asked for by',
        'iris · run 8AAB Running · 3 min 20 s Asked for by',
        'churn · run 7Q3K Completed · 5 min Asked for by slack:T1/U1 · 2026-11-20 09:30 UTC',
      ]) {
        expect(text).toContain(words);
      }
      const links = attributes.filter(([name]) => name === 'a href').map(([, address]) => address);
      expect(links).toEqual(['/runs/run-0003/', '/runs/run-0002/', '/runs/run-0001/']);
      expect(attributes.filter(([name]) => name === 'option value').map(([, name]) => name)).toEqual([
        '',
        'churn',
        'iris',
      ]);
    }
  });

  it('is of one pipeline when that is asked, also of one that is no more', async () => {
    const { read } = await aReader({ runs: [running(), aRun()] });
    const { texts, attributes } = await read('/runs/?pipeline=iris');
    expect(texts).toContain('Runs of iris');
    expect(texts.join(' ')).not.toContain('7Q3K');
    expect(attributes).toContainEqual(['option selected', '']);
    const gone = await read(`/runs/?pipeline=${encodeURIComponent('"><b>gone')}`);
    expect(gone.texts).toContain('Nothing has run yet.');
    expect(gone.attributes).toContainEqual(['option value', '"><b>gone']);
    expect((await read('/runs/?pipeline=')).texts.join(' ')).toContain('7Q3K');
  });

  it('loads itself anew while a run goes on, else it stays still', async () => {
    const refreshes = async (runs: Parameters<typeof aReader>[0]['runs']) =>
      (await (await aReader({ runs })).read('/runs/')).attributes.some(([, value]) => value === 'refresh');
    expect(await refreshes([aRun(), running()])).toBe(true);
    expect(await refreshes([aRun()])).toBe(false);
  });

  it('ends after fifty, and says where the others are', async () => {
    const runs = Array.from({ length: 60 }, (_, at) => aRun({ id: `run-${at}`, shortId: `A${at}` }));
    const { read } = await aReader({ runs });
    const { texts, attributes } = await read('/runs/');
    expect(attributes.filter(([name]) => name === 'a href')).toHaveLength(50);
    expect(texts.join('')).toContain('These are the latest 50.');
  });

  it('is left from every run by a link back', async () => {
    const { read } = await aReader({ runs: [aRun()] });
    expect((await read('/runs/7Q3K/')).attributes).toContainEqual(['a href', '/runs/']);
  });
});

describe('the way in to the list', () => {
  async function atTheDoor() {
    const access = createAccess({ key: Buffer.alloc(32, 1), now: () => submittedAt, secure: false });
    const { service } = memoryService({ runs: [running(), aRun()] });
    const policy = (user: string) => user !== 'slack:T1/OUT';
    const routes = [...access.routes, ...runRoutes({ service, access, policy, now: () => submittedAt + 5 * minute })];
    const server = await aWebServer(routes);
    const press = (ticket: string, to: string) =>
      send(server.port, {
        method: 'POST',
        target: '/access',
        headers: [
          ['Sec-Fetch-Site', 'same-origin'],
          ['Content-Type', 'application/x-www-form-urlencoded'],
          ['Accept', 'text/html'],
        ],
        body: new URLSearchParams({ ticket, to }).toString(),
      });
    const get = (target: string, cookie = '') =>
      send(server.port, {
        target,
        headers: [
          ['Accept', 'text/html'],
          ['Cookie', cookie],
        ],
      });
    return { access, server, press, get };
  }

  it('is a ticket from chat, which keeps the pipeline that was asked for', async () => {
    const { access, server, press, get } = await atTheDoor();
    const ticket = access.ticket('slack:T1/U1');
    const door = readHtml((await get(`/runs/?pipeline=iris&ticket=${ticket}`)).body.toString());
    expect(door.texts).toContain('Open the runs');
    expect(door.texts.join(' ')).not.toContain('8AAB');
    const [, to = ''] = door.attributes.filter(([name]) => name === 'input value').map(([, value]) => value);
    expect(to).toBe('/runs/?pipeline=iris');
    const letIn = await press(ticket, to);
    expect([letIn.status, letIn.headers.get('location')]).toEqual([303, to]);
    const cookie = letIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await get(to, cookie)).body.toString()).toContain('8AAB');
    const again = await get(`/runs/?ticket=${ticket}&pipeline=iris`, cookie);
    expect([again.status, again.headers.get('location')]).toEqual([303, to]);
    expect((await press(ticket, '/runs/?pipeline=iris')).body.toString()).toContain('To see the runs, type');
    await server.close();
  });

  it('is told to everybody else, and policy has the last word', async () => {
    const { access, server, press, get } = await atTheDoor();
    const door = await get('/runs/?pipeline=iris');
    expect(door.status).toBe(401);
    const { texts } = readHtml(door.body.toString());
    expect(texts.join('')).toContain('To see the runs, type open to Pipehand in chat');
    const letIn = await press(access.ticket('slack:T1/OUT'), '/runs/');
    const refused = await get('/runs/', letIn.headers.get('set-cookie')?.split(';')[0] ?? '');
    expect(refused.status).toBe(403);
    expect(refused.body.toString()).not.toContain('8AAB');
    await server.close();
  });
});
