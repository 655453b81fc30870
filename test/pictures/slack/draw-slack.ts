import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { formView } from '../../../src/chat/slack/render/form-view.ts';
import { renderForSlack } from '../../../src/chat/slack/render/render.ts';
import { createTypedLines } from '../../../src/chat/slack/typed-lines.ts';
import { isLine } from '../../../src/commands/is-line.ts';
import { churnForm } from '../churn-form.ts';
import { messages } from './messages.ts';
import { modalPage } from './modal-page.ts';
import { messagePage } from './page.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'pictures', 'slack');

/** People as the workspace of the pictures knows them. */
function nameOf(key: string): string {
  return { 'slack:T1/U1': 'Ada Lovelace', 'slack:T1/U2': 'Bob' }[key] ?? key;
}

const self = { team: 'T1', user: 'UBOTT1', bot: 'B1', name: 'Pipehand' };
const typedLines = createTypedLines({
  command: '/pipeline',
  isLine,
  identity: { get: async () => self, forget() {} },
});

/** Draws every state of a card into `docs/pictures/slack/`, and answers the names of the files. */
export async function drawSlack(executablePath: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-lcd-text'] });
  try {
    const page = await browser.newPage({ viewport: { width: 800, height: 600 }, deviceScaleFactor: 1.25 });
    const files: string[] = [];
    for (const { name, outgoing, progress } of messages) {
      const card = await typedLines(outgoing.card, 'C1', undefined);
      const { blocks } = renderForSlack(
        { ...outgoing, card },
        {
          progress,
          buttonId: (line) => `id-${line.length}`,
          linkHosts: new Set(['pipehand.example.com']),
          nameOf,
        },
      );
      await page.setContent(messagePage(blocks));
      const path = join(folder, `${name}.png`);
      await page.locator('main').screenshot({ path });
      files.push(path);
    }
    const form = formView(churnForm, 'id');
    if (!form) throw new Error('Slack has no modal for this form');
    await page.setContent(modalPage(form));
    const path = join(folder, 'form.png');
    await page.locator('main').screenshot({ path });
    return [...files, path];
  } finally {
    await browser.close();
  }
}
