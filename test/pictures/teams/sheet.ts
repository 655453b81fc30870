import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { hostConfigOf, paletteOf, type Theme } from './host-config.ts';

const require = createRequire(import.meta.url);
const scripts = [
  require.resolve('adaptivecards/dist/adaptivecards.min.js'),
  require.resolve('markdown-it/dist/markdown-it.min.js'),
];

/** Where a card is shown: a theme and the width of the card in pixels. */
interface Panel {
  theme: Theme;
  width: number;
}

/** Teams on a desktop and on a phone. */
const panels: readonly Panel[] = [
  { theme: 'light', width: 540 },
  { theme: 'dark', width: 540 },
  { theme: 'light', width: 320 },
  { theme: 'dark', width: 320 },
];

/** Shows a card in every panel, drawn by Microsoft's renderer. `press` is the title of a button. */
export async function showSheet(page: Page, card: unknown, press: string | undefined): Promise<void> {
  await page.setContent(`<!doctype html><meta charset="utf-8"><style>${style}</style><main></main>`);
  for (const path of scripts) await page.addScriptTag({ path });
  const drawn = panels.map(({ theme, width }) => ({ theme, width, config: hostConfigOf(theme) }));
  await page.evaluate(`(${draw})(${[card, drawn, press ?? ''].map((value) => JSON.stringify(value)).join(', ')})`);
}

function colours(theme: Theme): string {
  const { page, text, accent, attention, card, border } = paletteOf(theme);
  return `.${theme} { background: ${page}; color: ${text}; }
.${theme} .card { background: ${card}; border: 1px solid ${border}; }
.${theme} button { background: ${card}; color: ${text}; border: 1px solid ${border}; }
.${theme} .ac-input { background: ${card}; color: ${text}; border: 1px solid ${border}; }
.${theme} button.style-destructive { color: ${attention}; border-color: ${attention}; }
.${theme} a, .${theme} .mention { color: ${accent}; }`;
}

const style = `body { margin: 0; font-family: 'Segoe UI', 'Liberation Sans', sans-serif; }
main { display: flex; align-items: stretch; width: max-content; }
section { padding: 12px; }
.card { border-radius: 6px; overflow: hidden; }
.ac-actionSet { flex-wrap: wrap; row-gap: 8px; }
button { border-radius: 4px; padding: 5px 12px; font: 600 14px 'Segoe UI', 'Liberation Sans', sans-serif; }
.ac-input { box-sizing: border-box; width: 100%; border-radius: 4px; padding: 6px 8px; font: 14px 'Segoe UI', 'Liberation Sans', sans-serif; }
${colours('light')}
${colours('dark')}`;

/** Runs in the page. What a mention becomes and that buttons wrap is Teams' doing, and imitated. */
const draw = `(card, panels, press) => {
  const markdown = window.markdownit();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text).replace(/&lt;at&gt;(.*?)&lt;\\/at&gt;/g, '<b class="mention">$1</b>');
    result.didProcess = true;
  };
  for (const { theme, width, config } of panels) {
    const section = document.createElement('section');
    section.className = theme;
    const box = document.createElement('div');
    box.className = 'card';
    box.style.width = width + 'px';
    const adaptive = new AdaptiveCards.AdaptiveCard();
    adaptive.hostConfig = new AdaptiveCards.HostConfig(config);
    adaptive.parse(card);
    box.append(adaptive.render());
    section.append(box);
    document.querySelector('main').append(section);
    for (const button of box.querySelectorAll('button')) if (button.textContent === press) { button.click(); break; }
  }
}`;
