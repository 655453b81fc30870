import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { renderForSlack } from '../../../src/chat/slack/render/render.ts';
import { messages } from './messages.ts';
import { messagePage } from './page.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'pictures', 'slack');

/** Draws every state of a card into `docs/pictures/slack/`, and answers the names of the files. */
export async function drawSlack(executablePath: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-lcd-text'] });
  try {
    const page = await browser.newPage({ viewport: { width: 800, height: 600 }, deviceScaleFactor: 1.25 });
    const files: string[] = [];
    for (const { name, outgoing, progress } of messages) {
      const { blocks } = renderForSlack(outgoing, {
        progress,
        buttonId: (line) => `id-${line.length}`,
        linkHosts: new Set(['pipehand.example.com']),
      });
      await page.setContent(messagePage(blocks));
      const path = join(folder, `${name}.png`);
      await page.locator('main').screenshot({ path });
      files.push(path);
    }
    return files;
  } finally {
    await browser.close();
  }
}
