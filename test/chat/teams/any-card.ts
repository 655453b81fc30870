import fc from 'fast-check';
import type { Card, CardElement, State } from '../../../src/cards/card.ts';
import type { Outgoing } from '../../../src/chat/platform.ts';
import { groupOf, type RunStatus, statusTable } from '../../../src/pipelines/status.ts';
import { hostileTexts } from './hostile-texts.ts';

/** How big a generated card may be. */
interface Bounds {
  elements: number;
  rows: number;
  text: number;
}

/** A card small enough that nothing of it has to be left out. */
export const smallCard = { elements: 4, rows: 3, text: 12 };
/** A card that sometimes is much too big. */
export const bigCard = { elements: 12, rows: 40, text: 400 };

function textUpTo(maxLength: number) {
  return fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength }) },
    {
      weight: 2,
      arbitrary: fc.string({ unit: fc.constantFrom(...'{}$[]()<>*_`\\!#|~&@/:. \n\t\u00a0\u202eDATE'), maxLength }),
    },
    { weight: 1, arbitrary: fc.constantFrom(...hostileTexts) },
  );
}

const anyState: fc.Arbitrary<State> = fc.record({
  group: fc.constantFrom(...Object.keys(statusTable).filter(isStatus).map(groupOf)),
  words: textUpTo(20),
});

function isStatus(name: string): name is RunStatus {
  return Object.hasOwn(statusTable, name);
}

function optional<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.option(arbitrary, { nil: undefined });
}

/** Any element, with any text and any numbers. */
function anyElement({ rows, text: length }: Bounds): fc.Arbitrary<CardElement> {
  const text = textUpTo(length);
  const title = optional(text).map((each) => (each === undefined ? {} : { title: each }));
  const some = <T>(each: fc.Arbitrary<T>) => fc.array(each, { maxLength: rows });
  const somebody = fc.record({
    person: fc.oneof(
      text,
      fc.uuid().map((id) => `teams:${id}`),
    ),
  });
  const part = fc.oneof(
    text,
    fc.record({ at: fc.oneof(fc.double(), fc.date({ noInvalidDate: true }).map(Number)) }),
    somebody,
  );
  const cell = fc.oneof(
    { weight: 3, arbitrary: text },
    somebody,
    fc.record({ link: fc.oneof(text, fc.webUrl(), fc.constant('https://pipehand.example.com/runs/1')), label: text }),
  );
  const step = fc
    .record({ name: text, state: anyState, duration: optional(fc.double()), note: optional(text) })
    .map(({ duration, note, ...rest }) => ({
      ...rest,
      ...(duration !== undefined && { duration }),
      ...(note !== undefined && { note }),
    }));
  const button = fc
    .record({ label: text, line: text, confirm: optional(text) })
    .map(({ confirm, ...rest }) => ({ ...rest, ...(confirm !== undefined && { confirm }) }));
  return fc.oneof(
    fc.record({ type: fc.constant('text' as const), text: fc.oneof(text, some(fc.oneof(text, somebody))) }),
    fc.record({ type: fc.constant('context' as const), parts: some(part) }),
    fc.record({ type: fc.constant('progress' as const), done: fc.double(), total: fc.double(), words: text }),
    fc
      .record({ type: fc.constant('steps' as const), steps: some(step), folded: optional(text) })
      .map(({ folded, ...rest }) => ({ ...rest, ...(folded !== undefined && { folded }) })),
    fc
      .tuple(title, some(fc.record({ label: text, value: text })))
      .map(([head, facts]) => ({ type: 'facts' as const, ...head, facts })),
    fc
      .tuple(title, fc.array(text, { maxLength: 6 }), some(fc.array(cell, { maxLength: 6 })))
      .map(([head, columns, lines]) => ({ type: 'table' as const, ...head, columns, rows: lines })),
    fc.tuple(title, some(cell)).map(([head, items]) => ({ type: 'list' as const, ...head, items })),
    fc.tuple(title, some(text)).map(([head, lines]) => ({ type: 'preformatted' as const, ...head, lines })),
    fc.record({ type: fc.constant('copyable' as const), label: text, line: text }),
    fc.record({ type: fc.constant('link' as const), label: text, url: fc.oneof(text, fc.webUrl()) }),
    fc.record({ type: fc.constant('buttons' as const), buttons: fc.array(button, { maxLength: 9 }) }),
  );
}

/** Any card within these bounds. */
export function anyCard(bounds: Bounds): fc.Arbitrary<Card> {
  return fc
    .record({
      title: textUpTo(bounds.text),
      state: optional(anyState),
      elements: fc.array(anyElement(bounds), { maxLength: bounds.elements }),
    })
    .map(({ state, ...card }) => ({ ...card, ...(state && { state }) }));
}

/** Any message with a card. */
export function anyOutgoing(bounds: Bounds): fc.Arbitrary<Outgoing> {
  const person = fc.oneof(
    textUpTo(20),
    fc.uuid().map((id) => `teams:${id}`),
  );
  return fc
    .record({ card: anyCard(bounds), mention: optional(person), isRepeat: fc.boolean() })
    .map(({ mention, ...rest }) => ({ marker: 'm', ...rest, ...(mention !== undefined && { mention }) }));
}
