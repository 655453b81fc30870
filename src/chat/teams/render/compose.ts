import type { CardElementArray, IAdaptiveCard } from '@microsoft/teams.cards';
import { visible } from '../../../visible.ts';
import type { Outgoing } from '../../platform.ts';
import { actionsOf } from './buttons.ts';
import { drawElement } from './elements.ts';
import { fallbackTextOf, summaryOf, withoutMarkup } from './fallback-text.ts';
import { markOf, wordsOf } from './marks.ts';
import { mentionBlocks, mentionOf } from './mention.ts';
import type { RenderOptions, TeamsRendering } from './rendering.ts';
import { bold, literal, mono, paragraph, quiet } from './text.ts';

/** What a message says of itself when an earlier try may have been shown. */
const repeatWords = 'This may have been shown before.';

/** The message of a card that was tamed, however big it becomes. */
export function compose(outgoing: Outgoing, options: RenderOptions): TeamsRendering {
  const { card, mention, isRepeat = false } = outgoing;
  const { linkHosts, buttonId } = options;
  const known = (key: string) => options.nameOf?.(key);
  const nameOf = (key: string) => known(key) ?? key;
  const mentions = mentionOf(mention, known);
  const buttons = card.elements.flatMap((element) => (element.type === 'buttons' ? element.buttons : []));
  const { actions, left } = actionsOf(buttons, buttonId);
  const text = `${isRepeat ? `${repeatWords}\n` : ''}${fallbackTextOf(card, nameOf)}`;
  const body: CardElementArray = [
    ...mentionBlocks(mentions),
    ...paragraph(isRepeat ? literal(repeatWords, { ...quiet, italic: true }) : []),
    ...headOf(card),
    ...card.elements.flatMap((element) => drawElement(element, { state: card.state, linkHosts, nameOf })),
    ...left.flatMap(({ label, line }) => paragraph([...literal(`${label}: `, quiet), ...literal(visible(line), mono)])),
  ];
  return {
    card: {
      type: 'AdaptiveCard',
      version: '1.5',
      fallbackText: withoutMarkup(text),
      msteams: { width: 'full', ...(mentions.length > 0 && { entities: mentions }) },
      body,
      ...(actions.length > 0 && { actions }),
    } satisfies IAdaptiveCard,
    fallbackText: text,
    summary: summaryOf(card),
    mentions,
  };
}

function headOf({ title, state }: Outgoing['card']): CardElementArray {
  return [
    ...paragraph(literal(title, { ...bold, size: 'Medium' })),
    ...(state ? paragraph([markOf(state), ...literal(' ', {}), ...wordsOf(state, bold)], 'Small') : []),
  ];
}
