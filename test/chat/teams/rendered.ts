import { hash } from 'node:crypto';
import type { Card } from '../../../src/cards/card.ts';
import type { Outgoing } from '../../../src/chat/platform.ts';
import { activityOf } from '../../../src/chat/teams/render/activity.ts';
import { renderForTeams } from '../../../src/chat/teams/render/render.ts';
import type { RenderOptions, TeamsRendering } from '../../../src/chat/teams/render/rendering.ts';
import { objectsIn, textAt } from '../../fakes/slack/json.ts';
import { brokenCardRules } from '../../fakes/teams/card-rules.ts';
import { microsoftFindings } from '../../fakes/teams/microsoft-parser.ts';
import { partsOf } from '../../fakes/teams/walk.ts';
import { ada } from '../../pictures/teams/runs.ts';

export const linkHosts = new Set(['pipehand.example.com', 'files.example.com:8443']);

const options: RenderOptions = {
  buttonId: (line) => hash('sha256', line, 'base64url'),
  linkHosts,
  nameOf: (key) => (key === ada ? 'Ada Lovelace' : undefined),
};

/** The message of a card, or of what was sent with it. */
export function render(card: Card, more: Partial<Outgoing> & Partial<RenderOptions> = {}): TeamsRendering {
  const { buttonId, nameOf, ...outgoing } = more;
  return renderForTeams(
    { marker: 'm', card, ...outgoing },
    { ...options, ...(buttonId && { buttonId }), ...(nameOf && { nameOf }) },
  );
}

/** What is wrong with a message, in our words and in Microsoft's. */
export function faultsOf(rendering: TeamsRendering): string[] {
  return [...brokenCardRules(activityOf(rendering), linkHosts), ...microsoftFindings(rendering.card)];
}

/** The lines of a card as people read them, in order: text, and buttons as `[Words]`. */
export function linesOf(card: unknown): string[] {
  return partsOf(card).flatMap(({ part, type, where }) => {
    if (where.includes('/fallback')) return [];
    if (type === 'RichTextBlock')
      return [
        plain(
          objectsIn(part.inlines)
            .map((run) => textAt(run, 'text') ?? '')
            .join(''),
        ),
      ];
    if (type === 'TextBlock') return [textAt(part, 'text') ?? ''];
    return type.startsWith('Action.') && textAt(part, 'title') !== undefined
      ? [plain(`[${textAt(part, 'title')}]`)]
      : [];
  });
}

/** A space that HTML keeps is a space. */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
