import { isObject, objectsIn, textAt } from '../slack/json.ts';
import { actionRules } from './action-rules.ts';
import { shapeRules } from './card-shapes.ts';
import { mentionRules } from './mention-rules.ts';
import { textRules } from './text-rules.ts';

const types = '@microsoft/teams.cards 2.1.0';
const learn = 'learn.microsoft.com/microsoftteams/platform';
const ours = 'our own rule';

/** Every rule for a message with a card, the most it allows where it counts something, and where it was read. */
const cardRules = {
  attachment: { source: `${ours}: one card, and no text, which Teams would show above it` },
  summary: { source: 'msteams-docs#4405, #9135: without it a notification says "sent a card"' },
  size: {
    most: 24 * 1024,
    source: `${learn}/bots/how-to/format-your-bot-messages; ${ours}: a quarter of what it says`,
  },
  version: { source: `${learn}/task-modules-and-cards/cards/cards-reference: 1.5 at most, and 1.4 for Action.Execute` },
  'known-type': {
    source: `${types}, of these what Pipehand shows. No Table: blank on phones (AdaptiveCards#8853, msteams-docs#13108). No FactSet: it reads markdown (${learn}/task-modules-and-cards/cards/cards-format)`,
  },
  'known-property': {
    source: `${types}: unions of texts, numbers and flags. No refresh: it asks again for every reader`,
  },
  'required-property': { source: 'adaptivecards.io/explorer' },
  'teams-only': { source: `${types}: not in 1.5, so that older clients show the fallback, which must be of 1.5` },
  'something-to-read': { source: `${ours}: no paragraph without runs, no run without text` },
  actions: { most: 6, source: 'bot-docs#2161: no more stand beside each other' },
  'action-title': { source: 'adaptivecards.io/explorer: what stands on the button' },
  'action-fallback': {
    source: `${learn}, universal actions: Action.Execute falls back to the same Action.Submit, which else opens a dialog`,
  },
  'action-data': { most: 64, source: `${ours}, reliability T2: an opaque id, which means nothing to who changes it` },
  markdown: { source: 'learn.microsoft.com/adaptive-cards text-features: a TextBlock reads it, a TextRun does not' },
  function: { source: 'adaptivecards 3.0.6 text-formatters, Teams-AdaptiveCards-Mobile: a TextRun does read these' },
  'visible-text': {
    source: `${ours}, reliability T10: no control or text-turning character, no half of a surrogate pair`,
  },
  mention: { source: `${learn}, cards-format: an entity, and the same text in a TextBlock` },
  'mention-person': {
    source: `${ours}, reliability T10: an object id of Entra, and a name in which nothing is markup`,
  },
  link: { source: `${ours}, reliability T11: https, a host of ours or Teams itself, no user name or password` },
  'unique-id': { source: 'adaptivecards.io/explorer: id; keys likewise' },
} as const satisfies Readonly<Record<string, { most?: number; source: string }>>;

/** The name of a rule. */
export type CardRule = keyof typeof cardRules;

/** A rule that a message breaks, and where: `size` or `markdown at /body/3`. */
export type Broken = (rule: CardRule, where?: string) => void;

/** What is wrong with a message, in the order in which it was found; nothing for a message as it should be. */
export function brokenCardRules(activity: unknown, linkHosts: ReadonlySet<string>): string[] {
  const found: string[] = [];
  const broken: Broken = (rule, where = '') => found.push(where === '' ? rule : `${rule} at ${where}`);
  const attachments = isObject(activity) ? objectsIn(activity.attachments) : [];
  const [attachment] = attachments;
  const isRight = textAt(attachment, 'contentType') === 'application/vnd.microsoft.card.adaptive';
  if (!isRight || attachments.length !== 1 || textAt(activity, 'text') !== undefined) broken('attachment');
  if ((textAt(activity, 'summary') ?? '').trim() === '') broken('summary');
  if (Buffer.byteLength(JSON.stringify(activity)) > cardRules.size.most) broken('size');
  const card = attachment?.content;
  if (!isObject(card) || textAt(card, 'type') !== 'AdaptiveCard') return [...found, 'known-type'];
  if (card.version !== '1.5') broken('version');
  shapeRules(card, broken);
  textRules(card, broken);
  mentionRules(card, broken);
  actionRules(card, linkHosts, { actions: cardRules.actions.most, data: cardRules['action-data'].most }, broken);
  return found;
}
