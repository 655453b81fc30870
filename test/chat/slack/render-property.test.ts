import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outgoing } from '../../../src/chat/platform.ts';
import { renderForSlack } from '../../../src/chat/slack/render/render.ts';
import { checkMessage } from '../../fakes/slack/block-rules.ts';
import { generated } from '../../support/generated.ts';
import { anyCard, anyPerson, anyText, attacks, linkHosts } from './render-any-card.ts';
import { endOf, entitiesOf, literalsOf, nameOf, slackNames } from './render-expected.ts';
import { readBack, readMarkup } from './render-read-back.ts';

const anyProgress = fc.constantFrom('classic' as const, 'plan' as const);

function render(outgoing: Outgoing, progress: 'classic' | 'plan') {
  let pressed = 0;
  const { blocks, text } = renderForSlack(outgoing, {
    progress,
    linkHosts,
    buttonId: () => `button-${pressed++}`,
    nameOf,
  });
  return { blocks, text, pressed };
}

function called(mention: string | undefined): string[] {
  return mention === undefined ? [] : slackNames(mention);
}

test('any card becomes blocks that Slack takes, and they read back to the very same letters', () => {
  fc.assert(
    fc.property(
      anyCard(anyText(), 3, 4),
      anyProgress,
      fc.option(anyPerson, { nil: undefined }),
      (card, progress, mention) => {
        const { blocks, text } = render({ marker: 'm', card, ...(mention !== undefined && { mention }) }, progress);
        expect(checkMessage({ blocks, text })).toEqual([]);
        const { words, entities } = readBack(blocks);
        let from = 0;
        for (const literal of literalsOf(card, progress)) {
          const end = endOf(literal, words, from);
          expect({ literal, at: end === undefined ? words.slice(from) : 'there' }).toEqual({ literal, at: 'there' });
          from = end ?? from;
        }
        expect(entities.sort()).toEqual([...called(mention), ...entitiesOf(card, progress)].sort());
      },
    ),
    generated(100_000),
  );
});

test('the text for notifications reads back to letters too, with nobody named but whom the message calls', () => {
  fc.assert(
    fc.property(anyCard(anyText(), 3, 4), fc.option(anyPerson, { nil: undefined }), (card, mention) => {
      const { text } = render({ marker: 'm', card, ...(mention !== undefined && { mention }) }, 'classic');
      const { words, entities } = readMarkup(text);
      expect(entities).toEqual(called(mention));
      expect(words).not.toContain('\u202e');
    }),
    generated(20_000),
  );
});

/** Texts of up to a hundred thousand letters. */
const longText = fc
  .record({ piece: fc.constantFrom(...attacks, 'x', '"\\', '😀', 'e\u0301', 'word '), letters: fc.nat(100_000) })
  .map(({ piece, letters }) => piece.repeat(Math.ceil(letters / piece.length)));

test('however long and however much it is, Slack takes it, and nothing in it is markup', () => {
  const anyLength = fc.oneof({ weight: 3, arbitrary: anyText() }, { weight: 1, arbitrary: longText });
  fc.assert(
    fc.property(anyCard(anyLength, 120, 60), anyProgress, (card, progress) => {
      const { blocks, text, pressed } = render({ marker: 'm', card, isRepeat: true }, progress);
      expect(checkMessage({ blocks, text })).toEqual([]);
      const allowed = new Set(entitiesOf(card, 'classic'));
      expect(readBack(blocks).entities.filter((entity) => !allowed.has(entity))).toEqual([]);
      expect(pressed).toBeGreaterThanOrEqual(JSON.stringify(blocks).split('"type":"button"').length - 1);
    }),
    // Such cards shrink for hours.
    { ...generated(2_000), endOnFailure: true },
  );
});
