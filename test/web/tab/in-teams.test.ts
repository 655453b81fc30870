import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Run } from '../../../src/pipelines/types.ts';
import { aRun, aStep } from '../../support/a-run.ts';
import { aTab, someRuns } from './a-tab.ts';
import { ada, aPrivateKey, signed, tenantId, usualClaims } from './a-tenant.ts';
import { type HostOptions, openTab } from './teams-host.ts';

const executablePath = '/usr/bin/chromium';

const lightPaper = 'rgb(255, 255, 255)';
const darkPaper = 'rgb(20, 23, 26)';
const black = 'rgb(0, 0, 0)';

const report = { step: 'train', path: 'outputs/report.html', size: 60 };
const evil = '<img src=x onerror="document.body.textContent=1">';

function theRuns(): Run[] {
  const [going, failed, done] = someRuns(aRun);
  if (!going || !failed || !done) throw new Error('three runs');
  return [going, failed, { ...done, artifacts: [report], steps: [aStep({ reason: evil })] }];
}

/** Not checked where there is no Chromium. */
describe.skipIf(!existsSync(executablePath))('in real Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      // The host has a public name and the tab is on this machine, which the browser would ask the person about.
      args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'],
    });
  });
  afterAll(() => browser.close());

  async function aContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(20_000);
    onTestFinished(() => context.close());
    return context;
  }

  /** A tab in a host that gives good tokens unless it is told otherwise, with the addresses that the browser asked for. */
  async function inTeams(path = '/tab/runs', options: HostOptions = {}, browsing: BrowserContextOptions = {}) {
    const held = { runs: theRuns(), logs: { 'run-0001 train': ['epoch 1'] } };
    const world = await aTab(held);
    const context = await aContext(browsing);
    const requested: string[] = [];
    context.on('request', (request) => requested.push(new URL(request.url()).pathname));
    const token = () => world.tenant.token(world.time.now);
    const host = await openTab(context, `${world.url}${path}`, { token, ...options });
    return { ...world, ...host, held, context, requested };
  }

  const words = (body: Locator) => body.innerText();

  describe('inside Microsoft Teams', () => {
    test('shows the list of runs, a run and its log, and goes back', async () => {
      const { tab, page, asked, requested, readers } = await inTeams();
      await tab.getByRole('link', { name: 'iris · run 8AAC' }).waitFor();
      const list = await words(tab.locator('body'));
      for (const said of ['Running · 6 min 40 s', 'Failed · 5 min', 'Completed · 5 min', '2026-11-20 09:30 UTC']) {
        expect(list).toContain(said);
      }
      await tab.getByRole('link', { name: 'churn · run 7Q3K' }).click();
      await tab.getByRole('heading', { name: 'churn · run 7Q3K' }).waitFor();
      expect(await words(tab.locator('body'))).toContain(evil);
      await tab.getByRole('link', { name: 'train', exact: true }).click();
      await tab.getByText('epoch 1').waitFor();
      await page.evaluate('history.back()');
      await tab.getByRole('heading', { name: 'churn · run 7Q3K' }).waitFor();
      await tab.getByRole('link', { name: 'All runs' }).click();
      await tab.getByRole('link', { name: 'iris · run 8AAC' }).waitFor();
      expect((await asked()).filter((name) => name.startsWith('unknown'))).toEqual([]);
      expect(requested.filter((path) => path === '/tab/session')).toHaveLength(1);
      expect([...readers]).toEqual([`teams:${ada}`]);
    });

    test('asks for the runs of the pipeline that the channel or the person chose', async () => {
      const { tab } = await inTeams('/tab/runs?pipeline=iris');
      await tab.getByRole('heading', { name: 'Runs of iris' }).waitFor();
      await tab.getByLabel('Pipeline').selectOption('');
      await tab.getByRole('button', { name: 'Show' }).click();
      await tab.getByRole('heading', { name: 'Runs', exact: true }).waitFor();
    });

    test('follows the theme of Teams, also when it changes, whatever the browser prefers', async () => {
      const { tab, inTab, changeTheme } = await inTeams('/tab/runs', { theme: 'dark' }, { colorScheme: 'light' });
      await tab.getByRole('link', { name: 'iris · run 8AAC' }).waitFor();
      expect(await inTab(paper)).toBe(darkPaper);
      for (const [theme, colour] of [
        ['default', lightPaper],
        ['contrast', black],
        ['dark', darkPaper],
        ['of tomorrow', lightPaper],
      ] as const) {
        await changeTheme(theme);
        await expect.poll(() => inTab(paper), { message: theme }).toBe(colour);
      }
    });

    test.each(['default', 'dark', 'contrast'])('can be read in the theme %s, and fits a phone', async (theme) => {
      const { tab, inTab } = await inTeams('/tab/runs', { theme }, { viewport: { width: 320, height: 640 } });
      for (const name of ['churn · run 8AAB', 'churn · run 7Q3K']) {
        await tab.getByRole('link', { name }).click();
        await tab.getByRole('heading', { name }).waitFor();
        expect(await inTab(tooFaint), theme).toEqual([]);
        expect(await inTab('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
        await tab.getByRole('link', { name: 'All runs' }).click();
        await tab.getByRole('heading', { name: 'Runs', exact: true }).waitFor();
        expect(await inTab(tooFaint), theme).toEqual([]);
        expect(await inTab('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      }
    });

    test('shows a run anew while it goes on', async () => {
      const world = await aTab({ runs: [] });
      const context = await aContext();
      await context.clock.install();
      const [going] = theRuns();
      if (!going) throw new Error('a run');
      world.held.runs = [going];
      const token = () => world.tenant.token(world.time.now);
      const { tab, page } = await openTab(context, `${world.url}/tab/runs`, { token });
      await tab.getByRole('link', { name: 'iris · run 8AAC' }).click();
      await tab.getByText('so far').waitFor();
      world.held.runs = [{ ...going, status: 'Completed', endedAt: going.submittedAt + 60_000 }];
      await page.clock.runFor(5_000);
      await tab.getByText('Completed in 1 min').waitFor();
    });

    test('signs in again by itself when its session is over', async () => {
      const { tab, time, asked, requested } = await inTeams();
      await tab.getByRole('link', { name: 'churn · run 7Q3K' }).waitFor();
      time.now += 16 * 60_000;
      await tab.getByRole('link', { name: 'churn · run 7Q3K' }).click();
      await tab.getByRole('heading', { name: 'churn · run 7Q3K' }).waitFor();
      expect(requested.filter((path) => path === '/tab/session')).toHaveLength(2);
      expect((await asked()).filter((name) => name === 'authentication.getAuthToken')).toHaveLength(2);
    });

    test('opens a file that a step wrote, and a whole log, in a window of the browser, by a ticket', async () => {
      const { tab, context, requested } = await inTeams();
      await tab.getByRole('link', { name: 'churn · run 7Q3K' }).click();
      const opened = context.waitForEvent('page');
      await tab.getByRole('link', { name: 'outputs/report.html' }).click();
      const window = await opened;
      await window
        .getByRole('button', { name: 'Open run 7Q3K' })
        .or(window.getByRole('button', { name: /Open run/ }))
        .waitFor();
      expect(new URL(window.url()).pathname).toBe('/runs/run-0001/artifacts/train/outputs/report.html');
      await tab.getByRole('heading', { name: 'churn · run 7Q3K' }).waitFor();
      expect(requested.filter((path) => path.includes('/artifacts/'))).toHaveLength(1);
    });
  });

  describe('nothing is shown', () => {
    const other = aPrivateKey();
    type World = Awaited<ReturnType<typeof aTab>>;
    const forged: readonly (readonly [string, (world: World) => string])[] = [
      [
        'another key',
        ({ tenant, time }) => signed({ alg: 'RS256', kid: 'k1' }, usualClaims(tenant.login, time.now), other),
      ],
      ['no signature', ({ tenant, time }) => tenant.token(time.now, {}, { alg: 'none' })],
      ['another audience', ({ tenant, time }) => tenant.token(time.now, { aud: 'other' })],
      ['another tenant', ({ tenant, time }) => tenant.token(time.now, { tid: 'other' })],
      ['an end in the past', ({ tenant, time }) => tenant.token(time.now - 7_200_000)],
      ['a guest', ({ tenant, time }) => tenant.token(time.now, { acct: 1 })],
      ['nobody', () => ''],
    ];

    test.each(forged)('for a token of %s, on either page', async (_, forge) => {
      for (const path of ['/tab/runs', '/tab/configure']) {
        const world = await aTab({ runs: theRuns() });
        const context = await aContext();
        const requested: string[] = [];
        context.on('request', (request) => requested.push(new URL(request.url()).pathname));
        const { tab, asked } = await openTab(context, `${world.url}${path}`, { token: () => forge(world) });
        await tab.getByRole('alert').waitFor();
        expect(await words(tab.locator('body'))).toContain('You can type open to Pipehand in chat');
        expect(await words(tab.locator('body'))).not.toMatch(/churn|iris/);
        expect(requested.filter((address) => address.startsWith('/runs'))).toEqual([]);
        expect(await asked()).not.toContain('settings.setValidityState');
        expect([...world.readers]).toEqual([]);
      }
    });

    test('to a host that only says who is looking', async () => {
      const context = {
        userObjectId: ada,
        tid: tenantId,
        loginHint: 'ada@contoso.example',
        userPrincipalName: 'ada@contoso.example',
      };
      const { tab, readers } = await inTeams('/tab/runs', { token: () => '', context });
      await tab.getByRole('alert').waitFor();
      expect(await words(tab.locator('body'))).not.toContain('churn');
      expect([...readers]).toEqual([]);
    });

    test('in a page of anybody else, nor are the plain pages in Teams', async () => {
      for (const [path, origin] of [
        ['/tab/runs', 'https://evil.example'],
        ['/tab/configure', 'https://teams.microsoft.com.evil.example'],
        ['/runs/', 'https://teams.microsoft.com'],
      ] as const) {
        const { page, asked } = await inTeams(path, { origin });
        await expect.poll(() => page.frames()[1]?.url(), { message: path }).toBe('chrome-error://chromewebdata/');
        expect(await asked()).toEqual([]);
      }
    });
  });

  test('a host that lies about the person changes nothing: the token alone counts', async () => {
    const lies = {
      userObjectId: '99999999-1b1b-4c2c-8d3d-4e4e4e4e4e4e',
      tid: 'other',
      theme: '"><script>alert(1)</script>',
      entityId: '../../access',
      subEntityId: '/runs/run-0001/artifacts/train/outputs/report.html',
      channelName: evil,
    };
    const { tab, readers, requested } = await inTeams('/tab/runs?pipeline=%22%3E%3Cscript%3E', { context: lies });
    await tab.getByRole('heading', { name: 'Runs of "><script>' }).waitFor();
    expect([...readers]).toEqual([`teams:${ada}`]);
    expect(requested.filter((path) => path.startsWith('/runs'))).toEqual(['/runs/']);
    expect(await tab.locator('html').getAttribute('data-theme')).toBe(null);
  });

  describe('the page of its settings', () => {
    test('lets a channel choose a pipeline and tells Teams what to show then', async () => {
      const { tab, save, saved, asked, url } = await inTeams('/tab/configure');
      await tab.getByLabel('Runs of').selectOption('churn');
      expect(await asked()).toContain('settings.setValidityState');
      await save();
      await expect.poll(saved).toEqual({
        entityId: 'runs?pipeline=churn',
        contentUrl: `${url}/tab/runs?pipeline=churn`,
        websiteUrl: `${url}/runs/?pipeline=churn`,
        suggestedDisplayName: 'Runs of churn',
      });
      await expect.poll(asked).toContain('settings.save.success');
    });
  });

  describe('outside Microsoft Teams', () => {
    test('somebody without a way in is told how to get one, in the colours of the browser', async () => {
      const world = await aTab({ runs: theRuns() });
      const page = await (await aContext({ colorScheme: 'dark' })).newPage();
      await page.goto(`${world.url}/tab/runs?pipeline=churn`);
      await page.waitForURL('**/runs/?pipeline=churn');
      expect(await words(page.locator('body'))).toContain('type open to Pipehand in chat');
      expect(await words(page.locator('body'))).not.toContain('7Q3K');
      expect(await page.evaluate(paper)).toBe(darkPaper);
    });

    test('whoever came in by a link from chat sees the list, and may choose', async () => {
      const world = await aTab({ runs: theRuns() });
      const page = await (await aContext()).newPage();
      await page.goto(`${world.url}/runs/?pipeline=churn&ticket=${world.access.ticket('slack:T1/U1')}`);
      await page.getByRole('button', { name: 'Open the runs' }).click();
      await page.getByRole('heading', { name: 'Runs of churn' }).waitFor();
      await page.goto(`${world.url}/tab/runs`);
      await page.getByRole('heading', { name: 'Runs', exact: true }).waitFor();
      await page.getByLabel('Pipeline').selectOption('iris');
      await page.getByRole('button', { name: 'Show' }).click();
      await page.getByRole('heading', { name: 'Runs of iris' }).waitFor();
      await page.getByRole('link', { name: 'iris · run 8AAC' }).click();
      await page.getByRole('heading', { name: 'iris · run 8AAC' }).waitFor();
    });
  });
});

/** Every text whose colour stands out from the page by less than the 4.5 : 1 that WCAG 2.2 asks for. Runs in the page. */
const tooFaint = `(() => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : backgroundColor;
  };
  return [...document.querySelectorAll('main *')].flatMap((element) => {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!text) return [];
    const [one, two] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    return ratio < 4.5 ? [element.outerHTML + ' ' + ratio] : [];
  });
})()`;

/** The colour behind everything. */
const paper = 'getComputedStyle(document.body).backgroundColor';
