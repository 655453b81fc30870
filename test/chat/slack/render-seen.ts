import { expect } from 'vitest';
import type { Card, CardElement } from '../../../src/cards/card.ts';
import type { Outgoing } from '../../../src/chat/platform.ts';
import { idIn } from '../../../src/chat/platform.ts';
import { renderForSlack } from '../../../src/chat/slack/render/render.ts';
import { checkMessage } from '../../fakes/slack/block-rules.ts';
import { linksIn, pingsIn, visibleText } from '../../fakes/slack/visible-text.ts';

interface Options {
  progress?: 'classic' | 'plan';
  buttonId?: (line: string) => string;
}

/** People known by name; the others are called by their ids. */
function nameOf(key: string): string {
  return key === 'slack:T1/U1' ? 'Ada <@U2>' : idIn(key);
}

/** What Slack is given for a message, which it takes. */
export function rendered(card: Card, more: Partial<Outgoing> = {}, options: Options = {}) {
  const { progress = 'classic', buttonId = (line) => `id of ${line}` } = options;
  const drawing = { progress, buttonId, linkHosts: new Set(['pipehand.example']), nameOf };
  const { blocks, text } = renderForSlack({ marker: 'm', card, ...more }, drawing);
  expect(checkMessage({ blocks, text })).toEqual([]);
  const content = { blocks: JSON.parse(JSON.stringify(blocks)), text };
  return { blocks, text, seen: visibleText(content), pings: pingsIn(content), links: linksIn(content) };
}

/** A card with this in it. */
export function cardWith(...elements: CardElement[]): Card {
  return { title: 'churn · run 7Q3K', elements };
}
