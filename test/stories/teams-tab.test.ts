import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { installationWith, soon } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { startServer } from '../support/pipehand.ts';
import { note } from '../support/small-pipelines.ts';
import { readHtml } from '../web/read-html.ts';
import { appId, aTenant, tenantId } from '../web/tab/a-tenant.ts';
import { openTab } from '../web/tab/teams-host.ts';

const executablePath = '/usr/bin/chromium';

test('open without a run leads to the list of runs', async () => {
  const at = installationWith(note);
  const server = await startServer(at);
  const ada = personAt(at);
  const { url, title } = await ada.say('link', 'open');
  expect(title).toBe('All runs');
  expect(url.startsWith(`${server.url}/runs/?ticket=`)).toBe(true);
  expect(readHtml(await (await fetch(url)).text()).texts).toContain('Open the runs');
});

test.skipIf(!existsSync(executablePath))(
  'a channel gets a tab, which shows its runs to members of the tenant',
  async () => {
    const tenant = await aTenant();
    const settings = {
      MicrosoftAppId: appId,
      MicrosoftAppTenantId: tenantId,
      MicrosoftAppPassword: 'not needed for the tab',
      // Addresses are often written with a slash at their end.
      BOT_LOGIN_URL: `${tenant.login}/`,
      BOT_OPENID_METADATA: `${tenant.login}/metadata`,
    };
    const at = { ...installationWith(note), settings };
    const server = await startServer(at);
    const run = await personAt(at).sayToEnd('run note text=shown');

    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'],
    });
    onTestFinished(() => browser.close());
    const context = await browser.newContext();
    const token = () => tenant.token(Date.now());
    const settingUp = await openTab(context, `${server.url}/tab/configure`, { token });
    await settingUp.tab.getByLabel('Runs of').selectOption('note');
    await settingUp.save();
    await expect.poll(settingUp.saved, soon).toMatchObject({ contentUrl: `${server.url}/tab/runs?pipeline=note` });

    const { tab } = await openTab(context, `${server.url}/tab/runs?pipeline=note`, { token });
    await tab.getByRole('link', { name: `note · run ${run.shortId}` }).click();
    await tab.getByText('shown').waitFor();

    const guest = await openTab(context, `${server.url}/tab/runs`, {
      token: () => tenant.token(Date.now(), { acct: 1 }),
    });
    await guest.tab.getByText('members of its own workspace only').waitFor();
  },
);
