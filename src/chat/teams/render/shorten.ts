import type { Card, CardElement, Cell, Sentence, StepLine } from '../../../cards/card.ts';

/** A part of a card, or what is left of it. */
type Shorten = (element: CardElement) => CardElement[];

/**
 * What is left out of a card that is too big, first to last, each on top of the one before: of logs, of steps, of lists,
 * and at last all but the title, the state and what can be done, and then that too.
 */
export const shortenings: readonly ((card: Card) => Card)[] = [
  ofElements(logs(100, 300)),
  ofElements(logs(50, 200)),
  ofElements(logs(25, 160)),
  ofElements(logs(12, 120)),
  ofElements(steps(20, 120)),
  ofElements(steps(5, 60)),
  ofElements(noLogs),
  ofElements(rows(25, 400)),
  ofElements(rows(8, 200)),
  ofElements((element) => (element.type === 'buttons' ? [element] : [])),
  ofElements(() => []),
];

function ofElements(shorten: Shorten): (card: Card) => Card {
  return (card) => ({ ...card, elements: card.elements.flatMap(shorten) });
}

/** The last so many lines, none longer than so many characters. */
function logs(count: number, length: number): Shorten {
  return (element) => {
    if (element.type !== 'preformatted') return [element];
    const lines = element.lines.slice(-count).map((line) => cut(line, length));
    const left = element.lines.length - lines.length;
    return [{ ...element, lines }, ...note(left, 'lines before are not shown')];
  };
}

function noLogs(element: CardElement): CardElement[] {
  return element.type === 'preformatted' ? [{ type: 'text', text: 'There is no room here for the log.' }] : [element];
}

/** At most so many steps; those that tell most stay. */
function steps(count: number, length: number): Shorten {
  return (element) => {
    if (element.type !== 'steps') return [element];
    const telling = element.steps.filter(({ state: { group } }) => group === 'failed' || group === 'running');
    const kept = element.steps.length > count ? telling.slice(0, count) : element.steps;
    const shown = kept.map((step) => shortStep(step, length));
    return [{ ...element, steps: shown }, ...note(element.steps.length - kept.length, 'more steps')];
  };
}

function shortStep({ note: said, ...step }: StepLine, length: number): StepLine {
  return { ...step, name: cut(step.name, length), ...(said !== undefined && { note: cut(said, length) }) };
}

/** The first so many rows and items, and no text longer than so many characters. */
function rows(count: number, length: number): Shorten {
  const short = (text: string) => cut(text, length);
  return (element) => {
    switch (element.type) {
      case 'text':
        return [{ ...element, text: shortSentence(element.text, short) }];
      case 'facts': {
        const facts = element.facts
          .slice(0, count)
          .map(({ label, value }) => ({ label: short(label), value: short(value) }));
        return [{ ...element, facts }, ...note(element.facts.length - count, 'more')];
      }
      case 'table': {
        const kept = element.rows.slice(0, count).map((row) => row.map((cell) => shortCell(cell, short)));
        return [{ ...element, rows: kept }, ...note(element.rows.length - count, 'more')];
      }
      case 'list':
        return [
          { ...element, items: element.items.slice(0, count).map((item) => shortCell(item, short)) },
          ...note(element.items.length - count, 'more'),
        ];
      case 'context':
        return [{ ...element, parts: element.parts.map((part) => (typeof part === 'string' ? short(part) : part)) }];
      default:
        return [element];
    }
  };
}

function shortSentence(text: Sentence, short: (text: string) => string): Sentence {
  return typeof text === 'string'
    ? short(text)
    : text.map((piece) => (typeof piece === 'string' ? short(piece) : piece));
}

function shortCell(cell: Cell, short: (text: string) => string): Cell {
  if (typeof cell === 'string') return short(cell);
  return 'person' in cell ? cell : { ...cell, label: short(cell.label) };
}

function note(left: number, words: string): CardElement[] {
  return left > 0 ? [{ type: 'context', parts: [`+${left} ${words}`] }] : [];
}

function cut(text: string, length: number): string {
  const letters = text.length > length ? [...text] : [];
  return letters.length > length ? `${letters.slice(0, length - 1).join('')}…` : text;
}
