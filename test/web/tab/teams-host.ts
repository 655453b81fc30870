import type { BrowserContext, FrameLocator, Page } from 'playwright-core';

/** The page that shows a tab inside Microsoft Teams. */
export interface TeamsHost {
  page: Page;
  tab: FrameLocator;
  /** The value of an expression in the tab's own window. */
  inTab(expression: string): Promise<unknown>;
  /** What the tab asked of the host, in order: the names of the functions. */
  asked(): Promise<readonly string[]>;
  /** What the tab saved as its settings. */
  saved(): Promise<unknown>;
  changeTheme(theme: string): Promise<void>;
  /** Presses Save on the configuration page. */
  save(): Promise<void>;
}

/** How the host behaves. `token` is what it gives for a person; without one it says that nobody could be signed in. */
export interface HostOptions {
  theme?: string;
  token?: () => string;
  /** More fields of the context, which a host can fill as it likes. */
  context?: object;
  origin?: string;
}

const teams = 'https://teams.microsoft.com';

/**
 * Opens a tab in a host that speaks the protocol of teams-js 2.58: it takes messages only from the tab's window and
 * origin and answers only there, and anything it was not made for is kept in `asked` as unknown.
 */
export async function openTab(context: BrowserContext, tabUrl: string, options: HostOptions = {}): Promise<TeamsHost> {
  const { theme = 'default', token, origin = teams } = options;
  const page = await context.newPage();
  await page.exposeFunction('giveToken', () => token?.() ?? '');
  const start = { tabUrl, theme, context: options.context ?? {} };
  const html = `<!doctype html><meta charset="utf-8"><title>Host</title>
    <style>html, body, iframe { width: 100%; height: 100%; margin: 0; border: 0; }</style>
    <script>(${host})(${JSON.stringify(start).replaceAll('<', '\\u003c')})</script>`;
  await page.route(`${origin}/host`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto(`${origin}/host`);
  return {
    page,
    tab: page.frameLocator('iframe'),
    inTab: async (expression) => page.frames()[1]?.evaluate(expression),
    asked: () => page.evaluate('window.asked'),
    saved: () => page.evaluate('window.saved'),
    changeTheme: (next) => page.evaluate(`window.tell('themeChange', [${JSON.stringify(next)}])`),
    save: () => page.evaluate(`window.tell('settings.save', [{ webhookUrl: undefined }])`),
  };
}

/** Runs in the host's page. */
const host = `({ tabUrl, theme, context }) => {
  const origin = new URL(tabUrl).origin;
  const frameContext = new URL(tabUrl).pathname === '/tab/configure' ? 'settings' : 'content';
  const supports = { pages: { config: {} } };
  const answers = {
    initialize: () => [frameContext, 'web', JSON.stringify({ apiVersion: 4, isLegacyTeams: false, supports }), '2.58.0'],
    getContext: () => [{ theme, locale: 'en-us', entityId: 'runs', hostName: 'Teams', ...context }],
    'authentication.getAuthToken': async () => {
      const token = await window.giveToken();
      return token === '' ? [false, 'CancelledByUser'] : [true, token];
    },
    'settings.setValidityState': () => undefined,
    'settings.setSettings': (settings) => {
      window.saved = settings;
      return [true];
    },
    'settings.save.success': () => undefined,
    'settings.save.failure': () => undefined,
    registerHandler: () => undefined,
  };
  window.asked = [];
  window.tell = (func, args) => document.querySelector('iframe').contentWindow.postMessage({ func, args }, origin);
  addEventListener('message', async ({ source, origin: from, data }) => {
    if (source !== document.querySelector('iframe').contentWindow || from !== origin) return;
    const { id, uuidAsString, func, args = [] } = data;
    window.asked.push(func in answers ? func : 'unknown ' + func);
    const answer = await answers[func]?.(...args);
    if (answer !== undefined) source.postMessage({ id, uuidAsString, args: answer }, origin);
  });
  addEventListener('DOMContentLoaded', () => {
    const frame = document.createElement('iframe');
    frame.src = tabUrl;
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox');
    document.body.append(frame);
  });
}`;
