import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import { visible } from '../../../src/visible.ts';
import { ada } from '../../pictures/teams/runs.ts';
import { showSheet } from '../../pictures/teams/sheet.ts';
import { hostileTexts } from './hostile-texts.ts';
import { plain, render } from './rendered.ts';

const executablePath = '/usr/bin/chromium';

/** Not checked where there is no Chromium. */
describe.skipIf(!existsSync(executablePath))('drawn by Microsoft’s renderer in Chromium', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage({ locale: 'en-US', timezoneId: 'Asia/Tokyo' });
  });

  afterAll(async () => {
    await browser.close();
  });

  async function shown(card: Card, mention?: string) {
    await showSheet(page, render(card, mention === undefined ? {} : { mention }).card, undefined);
    const first = page.locator('.card').first();
    return {
      text: plain(await first.innerText()),
      tags: await first.locator('a, img, b, i, em, strong, script, h1, li').count(),
    };
  }

  test('hostile text is text wherever it stands: no link, no picture, no markup', async () => {
    const state = { group: 'failed', words: 'Failed' } as const;
    const card: Card = {
      title: hostileTexts[0] ?? '',
      elements: [
        { type: 'facts', facts: hostileTexts.map((text) => ({ label: text, value: 'a fact' })) },
        { type: 'list', items: hostileTexts },
        { type: 'preformatted', lines: hostileTexts },
        { type: 'table', columns: ['A', 'B'], rows: hostileTexts.slice(0, 8).map((text) => [text, 'a cell']) },
        { type: 'context', parts: hostileTexts.slice(0, 8) },
        { type: 'steps', steps: hostileTexts.slice(0, 8).map((name) => ({ name, state })) },
      ],
    };
    const { text, tags } = await shown(card);
    for (const hostile of hostileTexts) expect(text).toContain(plain(visible(hostile.replaceAll('\t', '    '))).trim());
    expect(text).not.toContain('2026 at');
    expect(tags).toBe(0);
  });

  test('a moment is shown as the reader’s clock has it', async () => {
    const parts = ['until', { at: Date.parse('2026-11-20T20:30:00Z') }];
    expect((await shown({ title: 't', elements: [{ type: 'context', parts }] })).text).toMatch(
      /Sat, Nov 21, 2026 5:30\sAM/,
    );
  });

  test('a link of ours leads where it says, and its words are only words', async () => {
    const url = 'https://pipehand.example.com/runs/1';
    const { text } = await shown({ title: 't', elements: [{ type: 'link', label: '**Open**', url }] });
    expect(text).toContain('**Open**');
    expect(await page.locator('.card a').first().getAttribute('href')).toBe(url);
  });

  test('a mention is the one thing in which markdown is read', async () => {
    expect((await shown({ title: '<at>Ada Lovelace</at>', elements: [] }, ada)).tags).toBe(1);
  });
});
