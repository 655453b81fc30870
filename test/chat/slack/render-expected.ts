import type { Card, CardElement, Cell, LinePart, Sentence } from '../../../src/cards/card.ts';
import { visible } from '../../../src/visible.ts';
import { linkHosts } from './render-any-card.ts';

/** A text to be read; one that is laid out in lines may have a line break for spaces, and none of those at its end. */
type Literal = string | { laid: string };

/** Where in the words, from a place on, the text ends that stands there literally; undefined where it does not. */
export function endOf(literal: Literal, words: string, from: number): number | undefined {
  if (typeof literal === 'string') {
    const at = words.indexOf(literal, from);
    return at < 0 ? undefined : at + literal.length;
  }
  const pattern = literal.laid
    .trimEnd()
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replace(/(?<=[^ ]) +/g, (spaces) => `(?:${spaces}| *\\n *)`);
  const found = new RegExp(pattern).exec(words.slice(from));
  return found ? from + found.index + found[0].length : undefined;
}

/** What people must be able to read of a card, in order, each piece literally. */
export function literalsOf(card: Card, progress: 'classic' | 'plan'): Literal[] {
  const plan = progress === 'plan' ? card.elements.find(({ type }) => type === 'steps') : undefined;
  const table = card.elements.find(({ type }) => type === 'table');
  return [
    card.title,
    card.state?.words ?? '',
    ...card.elements.flatMap((each) => elementLiterals(each, each === plan || each === table)),
  ]
    .filter((literal) => !isBlank(typeof literal === 'string' ? literal : literal.laid))
    .map((literal) => (typeof literal === 'string' ? shown(literal) : { laid: shown(literal.laid) }));
}

/** The text as people see it: `\n` is written out. */
function shown(text: string): string {
  return visible(text.replaceAll('\t', '    '), 10_000);
}

function isBlank(text: string): boolean {
  return shown(text).trim() === '';
}

/** `isNative` for steps as a plan, and for the one table that Slack takes. */
function elementLiterals(element: CardElement, isNative: boolean): Literal[] {
  switch (element.type) {
    case 'text':
      return sentenceLiterals(element.text);
    case 'context':
      return element.parts.flatMap(partLiterals);
    case 'progress':
      return [element.words];
    case 'steps': {
      const steps = element.steps.flatMap(({ name, state, note = '' }) => [name, state.words, note]);
      const { folded = '' } = element;
      return isNative ? [folded, ...steps] : [...steps, folded];
    }
    case 'facts':
      return [element.title ?? '', ...element.facts.flatMap(({ label, value }) => [label, value])];
    case 'table': {
      const cells = [...element.columns, ...element.rows.flat().flatMap((cell) => cellLiterals(cell, isNative))];
      return [element.title ?? '', ...cells.map((text) => (isNative ? text : { laid: text }))];
    }
    case 'list':
      return [element.title ?? '', ...element.items.flatMap((item) => cellLiterals(item, true))];
    case 'preformatted':
      return [element.title ?? '', ...element.lines];
    case 'copyable':
      return [element.label, element.line];
    case 'link':
      return isAllowed(element.url) ? [element.label] : [element.label, element.url];
    case 'buttons':
      return element.buttons.flatMap(({ label, line, confirm = '' }) => {
        if (isBlank(label) && isBlank(line)) return [];
        return [isBlank(label) ? line : label, confirm];
      });
    default:
      return element satisfies never;
  }
}

function partLiterals(part: LinePart): string[] {
  if (typeof part === 'string') return [part];
  if ('at' in part) return [];
  return [nameOf(part.person)];
}

function sentenceLiterals(text: Sentence): string[] {
  if (typeof text === 'string') return [text];
  return [text.map((piece) => (typeof piece === 'string' ? piece : nameOf(piece.person))).join('')];
}

function cellLiterals(cell: Cell, isNative: boolean): string[] {
  if (typeof cell === 'string') return [cell];
  if ('person' in cell) return [nameOf(cell.person)];
  return isNative && isAllowed(cell.link) && !isBlank(cell.label) ? [cell.label] : [cell.label, cell.link];
}

/** What people are called: one has a name that wants to be more. */
export function nameOf(person: string): string {
  return person === 'slack:T1/U1' ? '<!channel> *Ada*' : (/[^:/]*$/.exec(person)?.[0] ?? '');
}

/** Everything of a card that may mean more than its letters, sorted. */
export function entitiesOf(card: Card, progress: 'classic' | 'plan'): string[] {
  const plan = progress === 'plan' ? card.elements.find(({ type }) => type === 'steps') : undefined;
  const firstTable = card.elements.find(({ type }) => type === 'table');
  const all = card.elements.flatMap((element): string[] => {
    if (element.type === 'context') return element.parts.flatMap(partEntities);
    if (element.type === 'list') return element.items.flatMap(cellEntities);
    if (element.type === 'table') return element === firstTable ? element.rows.flat().flatMap(cellEntities) : [];
    if (element.type === 'steps' && element !== plan) return element.steps.map(({ state }) => marks[state.group]);
    return element.type === 'link' && isAllowed(element.url) ? [element.url] : [];
  });
  return [...(card.state ? [marks[card.state.group]] : []), ...all].sort();
}

/** How Slack names a person whom it knows. */
export function slackNames(person: string): string[] {
  return person === 'slack:T1/U1' || person === 'slack:E2/W2' ? [`@${person.slice(-2)}`] : [];
}

function partEntities(part: LinePart): string[] {
  if (typeof part === 'string') return [];
  if ('person' in part) return [];
  return part.at >= 0 && part.at < Date.UTC(10_000, 0) ? [`date ${Math.floor(part.at / 1000)}`] : [];
}

function cellEntities(cell: Cell): string[] {
  return typeof cell === 'object' && 'link' in cell && isAllowed(cell.link) ? [cell.link] : [];
}

const marks = {
  succeeded: ':white_check_mark:',
  failed: ':x:',
  running: ':large_blue_circle:',
  waiting: ':white_circle:',
  canceled: ':no_entry_sign:',
} as const;

function isAllowed(url: string): boolean {
  return [...linkHosts].some((host) => url === `https://${host}/runs/1`);
}
