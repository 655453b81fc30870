import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { dialogCard } from '../../../src/chat/teams/dialog-card.ts';
import { renderForTeams } from '../../../src/chat/teams/render/render.ts';
import { churnForm, problems, wrongValues } from '../churn-form.ts';
import { cardStates } from './card-states.ts';
import { drawIcons } from './draw-icons.ts';
import { readPng, writeSmallPng } from './png.ts';
import { nameOf } from './runs.ts';
import { showSheet } from './sheet.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'pictures', 'teams');

/**
 * Draws every state of a card into `docs/pictures/teams/`, one sheet for each, and the icons of the app; answers the
 * names of the files. `executablePath` is a Chromium.
 */
export async function drawTeams(executablePath: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-lcd-text'] });
  try {
    const page = await browser.newPage({ locale: 'en-US', timezoneId: 'Europe/Berlin' });
    const files = [...drawIcons()];

    async function draw(name: string, card: unknown, press?: string): Promise<void> {
      await showSheet(page, card, press);
      const file = join(folder, `${name}.png`);
      writeFileSync(file, writeSmallPng(readPng(await page.locator('main').screenshot())));
      files.push(file);
    }

    for (const { name, outgoing, press } of cardStates) {
      const { card } = renderForTeams(outgoing, {
        buttonId: (line) => `id-${line.length}`,
        linkHosts: new Set(['pipehand.example.com']),
        nameOf,
      });
      await draw(name, card, press);
    }
    await draw('form', dialogCard(churnForm, 'id'));
    await draw('form-wrong', dialogCard(churnForm, 'id', { values: wrongValues, problems }));
    return files;
  } finally {
    await browser.close();
  }
}
