import { isObject, type JsonObject } from '../slack/json.ts';
import type { Broken } from './card-rules.ts';
import { partsOf } from './walk.ts';

type Kind = (value: unknown) => boolean;

const text: Kind = (value) => typeof value === 'string';
const flag: Kind = (value) => typeof value === 'boolean';
const count: Kind = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const object: Kind = isObject;
const width: Kind = (value) =>
  (typeof value === 'number' && value > 0) || (text(value) && /^(auto|stretch|\d+px)$/.test(String(value)));

function oneOf(...values: readonly string[]): Kind {
  return (value) => values.includes(String(value)) && text(value);
}

/** A list of these; what nobody knows is reported by itself. */
function listOf(...types: readonly string[]): Kind {
  const fits = (type: string) => types.includes(type) || !Object.hasOwn(shapes, type);
  return (value) => Array.isArray(value) && value.every((each) => isObject(each) && fits(String(each.type)));
}

const elements = ['TextBlock', 'RichTextBlock', 'Container', 'ColumnSet', 'ProgressBar'];
const spacing = oneOf('None', 'Small', 'Default', 'Medium', 'Large', 'ExtraLarge', 'Padding');
const color = oneOf('Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention');
const size = oneOf('Small', 'Default', 'Medium', 'Large', 'ExtraLarge');
const weight = oneOf('Lighter', 'Default', 'Bolder');
const look = { color, size, weight, isSubtle: flag, fontType: oneOf('Default', 'Monospace') };
const action = { title: text, key: text, style: oneOf('default', 'positive', 'destructive') };

interface Shape {
  required: readonly string[];
  properties: Readonly<Record<string, Kind>>;
  isTeamsOnly?: true;
}

/** What Pipehand sends, and every property it sends with it. */
const shapes: Readonly<Record<string, Shape>> = {
  AdaptiveCard: {
    required: ['version', 'body'],
    properties: {
      version: text,
      body: listOf(...elements),
      actions: listOf('Action.Execute', 'Action.ShowCard', 'Action.Submit'),
      fallbackText: text,
      msteams: isTeamsPart,
    },
  },
  TextBlock: { required: ['text'], properties: { text, spacing, wrap: flag, ...look } },
  RichTextBlock: { required: ['inlines'], properties: { inlines: listOf('TextRun'), spacing } },
  TextRun: {
    required: ['text'],
    properties: { text, italic: flag, underline: flag, selectAction: object, ...look },
  },
  Container: {
    required: ['items'],
    properties: { items: listOf(...elements), spacing, style: oneOf('default', 'emphasis') },
  },
  ColumnSet: { required: ['columns'], properties: { columns: listOf('Column'), spacing } },
  Column: { required: ['items', 'width'], properties: { items: listOf(...elements), spacing, width } },
  ProgressBar: {
    required: ['value', 'max'],
    properties: { value: count, max: count, color: oneOf('Accent', 'Good', 'Warning', 'Attention'), fallback: object },
    isTeamsOnly: true,
  },
  'Action.Execute': {
    required: ['title', 'verb', 'data'],
    properties: { ...action, verb: text, data: object, fallback: object },
  },
  'Action.Submit': { required: ['title', 'data'], properties: { ...action, data: object } },
  'Action.ShowCard': { required: ['title', 'card'], properties: { ...action, card: object } },
  'Action.OpenUrl': { required: ['url'], properties: { url: text } },
  mention: { required: ['text', 'mentioned'], properties: { text, mentioned: object } },
};

/** Only known elements with known properties, and a fallback for what only Teams knows. */
export function shapeRules(card: JsonObject, broken: Broken): void {
  const seen = new Set<unknown>();
  for (const { part, type, where } of partsOf(card)) {
    const shape = shapes[type];
    if (!shape) {
      broken('known-type', where);
      continue;
    }
    const { required, properties, isTeamsOnly } = shape;
    for (const name of required) if (part[name] === undefined) broken('required-property', `${where}/${name}`);
    for (const [name, value] of Object.entries(part)) {
      if (name !== 'type' && properties[name]?.(value) !== true) broken('known-property', `${where}/${name}`);
    }
    if (isTeamsOnly && !isOf15(part.fallback)) broken('teams-only', where);
    if (part.key !== undefined && seen.has(part.key)) broken('unique-id', where);
    seen.add(part.key);
  }
}

function isOf15(fallback: unknown): boolean {
  const parts = partsOf(fallback);
  return parts.length > 0 && parts.every(({ type }) => shapes[type] !== undefined && !shapes[type].isTeamsOnly);
}

function isTeamsPart(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { width: wide, entities = [], ...rest } = value;
  return wide === 'full' && listOf('mention')(entities) && Object.keys(rest).length === 0;
}
