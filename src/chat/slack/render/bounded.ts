import type { CardElement, Cell, LinePart, Sentence } from '../../../cards/card.ts';
import { words } from './words.ts';

/** As much of an element as a short text could hold, with numbers that can be drawn. */
export function bounded(element: CardElement): CardElement {
  switch (element.type) {
    case 'text':
      return { ...element, text: sentence(element.text) };
    case 'context':
      return { ...element, parts: element.parts.slice(0, 60).map(part) };
    case 'progress': {
      const total = Number.isFinite(element.total) ? Math.max(0, element.total) : 0;
      const done = Number.isFinite(element.done) ? Math.min(total, Math.max(0, element.done)) : 0;
      return { ...element, total, done, words: words(element.words, 300) };
    }
    case 'steps': {
      const steps = element.steps.slice(0, 40).map(({ note, ...step }) => ({
        ...step,
        name: words(step.name, 100),
        state: { ...step.state, words: words(step.state.words, 60) },
        ...(note !== undefined && { note: words(note, 200) }),
      }));
      return { ...element, steps };
    }
    case 'facts': {
      const facts = element.facts
        .slice(0, 200)
        .map(({ label, value }) => ({ label: short(label), value: words(value, 500) }));
      return { ...element, facts };
    }
    case 'table': {
      const rows = element.rows.slice(0, 100).map((row) => row.slice(0, 20).map((each) => cell(each, 200)));
      return { ...element, columns: element.columns.slice(0, 20).map(short), rows };
    }
    case 'list':
      return { ...element, items: element.items.slice(0, 200).map((item) => cell(item, 500)) };
    case 'preformatted':
      return { ...element, lines: element.lines.slice(-100).map((line) => words(line, 500)) };
    case 'copyable':
      return { ...element, label: short(element.label), line: words(element.line, 1_000) };
    case 'link':
      return { ...element, label: short(element.label), url: words(element.url, 1_000) };
    case 'buttons':
      return { ...element, buttons: element.buttons.slice(0, 25).map((each) => ({ ...each, line: short(each.line) })) };
    default:
      return element satisfies never;
  }
}

function part(whole: LinePart): LinePart {
  if (typeof whole === 'string') return words(whole, 1_000);
  return 'person' in whole ? { person: short(whole.person) } : whole;
}

function sentence(whole: Sentence): Sentence {
  if (typeof whole === 'string') return words(whole, 4_000);
  return whole.slice(0, 20).map((piece) => (typeof piece === 'string' ? words(piece, 4_000) : piece));
}

function cell(whole: Cell, max: number): Cell {
  if (typeof whole === 'string') return words(whole, max);
  if ('person' in whole) return { person: short(whole.person) };
  return { link: words(whole.link, 1_000), label: words(whole.label, max) };
}

function short(text: string): string {
  return words(text, 200);
}
