import type { Card, CardButton, CardElement, Cell, LinePart, Sentence, State, StepLine } from '../../../cards/card.ts';
import { foldSteps } from '../../../cards/fold-steps.ts';
import { visible } from '../../../visible.ts';
import { canBeShown } from './moments.ts';

/** More than a card can show, and little enough to walk through. */
const most = { elements: 100, rows: 500, columns: 20, lines: 500, parts: 50, buttons: 50 };

/** Characters of a title, of words such as a label, and of anything else. */
const longest = { title: 300, words: 300, line: 1_000, text: 4_000 };

/**
 * The card with text that may stand on a screen, with numbers that can be drawn, and of a size that can be walked
 * through. The one folding rule holds, whoever made the card.
 */
export function tame({ title, state, elements }: Card): Card {
  const rest = elements.length - most.elements;
  const more = rest > 0 ? [{ type: 'context', parts: [`+${rest} more`] } as const] : [];
  return {
    title: text(title, longest.title),
    ...(state && { state: tameState(state) }),
    elements: [...elements.slice(0, most.elements).map(tameElement), ...more],
  };
}

function tameElement(element: CardElement): CardElement {
  switch (element.type) {
    case 'text':
      return { ...element, text: tameSentence(element.text) };
    case 'context':
      return { ...element, parts: element.parts.slice(0, most.parts).map(tamePart) };
    case 'progress': {
      const total = Number.isFinite(element.total) ? Math.max(0, element.total) : 0;
      const done = Number.isFinite(element.done) ? Math.min(total, Math.max(0, element.done)) : 0;
      return { ...element, total, done, words: words(element.words) };
    }
    case 'steps':
      return tameSteps(element);
    case 'facts': {
      const facts = element.facts
        .slice(0, most.rows)
        .map(({ label, value }) => ({ label: words(label), value: text(value) }));
      return { ...element, ...titleOf(element), facts };
    }
    case 'table': {
      const columns = element.columns.slice(0, most.columns).map((name) => text(name));
      const rows = element.rows.slice(0, most.rows).map((row) => row.slice(0, most.columns).map(tameCell));
      return { ...element, ...titleOf(element), columns, rows };
    }
    case 'list':
      return { ...element, ...titleOf(element), items: element.items.slice(0, most.rows).map(tameCell) };
    case 'preformatted':
      return {
        ...element,
        ...titleOf(element),
        lines: element.lines.slice(-most.lines).map((line) => text(line, longest.line)),
      };
    case 'copyable':
      return { ...element, label: words(element.label), line: text(element.line) };
    case 'link':
      return { ...element, label: words(element.label), url: text(element.url) };
    case 'buttons':
      return { ...element, buttons: element.buttons.slice(0, most.buttons).map(tameButton) };
    default:
      return element satisfies never;
  }
}

function tameSteps(element: CardElement & { type: 'steps' }): CardElement {
  const folding = foldSteps(element.steps);
  const { steps, folded } = folding.type === 'steps' && folding.folded !== undefined ? folding : element;
  return {
    type: 'steps',
    steps: steps.map(({ name, state, note, ...step }): StepLine => {
      const said = note === undefined ? {} : { note: text(note) };
      return { ...step, name: words(name), state: tameState(state), ...said };
    }),
    ...(folded !== undefined && { folded: words(folded) }),
  };
}

function tamePart(part: LinePart): LinePart {
  if (typeof part === 'string') return text(part);
  if ('person' in part) return { person: words(part.person) };
  return canBeShown(part.at) ? part : 'some time';
}

function tameSentence(said: Sentence): Sentence {
  if (typeof said === 'string') return text(said);
  return said
    .slice(0, most.parts)
    .map((piece) => (typeof piece === 'string' ? text(piece) : { person: words(piece.person) }));
}

function tameCell(cell: Cell): Cell {
  if (typeof cell === 'string') return text(cell);
  if ('person' in cell) return { person: words(cell.person) };
  return { link: text(cell.link), label: text(cell.label) };
}

/** A button's line stays as it is: it is what a press means. */
function tameButton({ label, line, confirm, opensForm }: CardButton): CardButton {
  return {
    label: text(label.trim() || line.trim() || 'Go on', 60),
    line,
    ...(confirm !== undefined && { confirm: words(confirm) }),
    ...(opensForm && { opensForm }),
  };
}

function tameState({ group, words: said }: State): State {
  return { group, words: words(said) };
}

function titleOf({ title }: { title?: string }): { title?: string } {
  return title === undefined ? {} : { title: words(title) };
}

function words(said: string): string {
  return text(said, longest.words);
}

function text(said: string, max = longest.text): string {
  return visible(said.replaceAll('\t', '    '), max);
}
