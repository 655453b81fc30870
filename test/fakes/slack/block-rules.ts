import { createReport } from './block-checks.ts';
import { onlyEntities } from './block-entities.ts';
import { block } from './block-shapes.ts';
import { messageFaults, textLength } from './message-rules.ts';

const types = '@slack/types 3.2.0, block-kit';
const docs = 'docs.slack.dev/reference/block-kit';
const ours = 'our own rule';

/** Every rule, the most it allows where it counts something, and where it was read. */
export const blockRules = {
  'known-type': { source: `${types}: KnownBlock and its elements; of these, what Pipehand shows` },
  'known-key': { source: `${types}: Slack answers "invalid additional property"` },
  'required-key': { source: `${types}: Slack answers "missing required field"` },
  'right-kind': { source: `${types}: text, number, flag, list or object` },
  'known-choice': { source: `${types}: unions of texts, such as a task's status (complete, not completed)` },
  'not-empty': { source: 'vercel/chat#373, hermes-agent#72871: "must be more than 0 characters"; lists as well' },
  'unique-id': { source: `${types}: block_id in a message, action_id in a block, task_id in a plan` },
  'block-id': { most: 255, source: `${types}: Block.block_id` },
  'header-text': { most: 150, source: `${types}: HeaderBlock.text` },
  'text-object': { most: 3_000, source: `${types}: SectionBlock.text; ${docs}/composition-objects: text object` },
  'section-fields': { most: 10, source: `${types}: SectionBlock.fields` },
  'field-text': { most: 2_000, source: `${types}: SectionBlock.fields` },
  'context-elements': { most: 10, source: `${types}: ContextBlock.elements` },
  'actions-elements': { most: 25, source: `${types}: ActionsBlock.elements` },
  'button-text': { most: 75, source: `${types}: Button.text and accessibility_label` },
  'button-value': { most: 2_000, source: `${types}: Button.value` },
  'action-id': { most: 255, source: `${types}: Actionable.action_id` },
  'confirm-title': { most: 100, source: `${docs}/composition-objects/confirmation-dialog-object` },
  'confirm-text': { most: 300, source: `${docs}/composition-objects/confirmation-dialog-object` },
  'confirm-label': { most: 30, source: `${docs}/composition-objects/confirmation-dialog-object: confirm and deny` },
  'plan-tasks': { most: 50, source: "Vercel's Slack notes; Slack publishes no number" },
  'plan-title': { most: 150, source: `${ours}: Slack publishes no number` },
  'table-rows': { most: 100, source: `${types}: TableBlock.rows` },
  'table-columns': { most: 20, source: `${types}: TableBlock.rows and column_settings` },
  'table-even': { source: `${docs}/blocks/data-table-block: all rows have the same number of values` },
  'table-text': { most: 10_000, source: `${docs}/blocks/table-block: all cells of a message together` },
  'one-table': { most: 1, source: `${docs}/blocks/table-block: one in a message` },
  'one-plan': { most: 1, source: `${ours}: nobody was seen to send two` },
  'input-label': { most: 2_000, source: `${types}: InputBlock.label and hint` },
  'input-number': { most: 3_000, source: `${types}: PlainTextInput.min_length and max_length` },
  placeholder: { most: 150, source: `${types}: Placeholdable.placeholder` },
  options: { most: 100, source: `${types}: StaticSelect.options` },
  'option-text': { most: 75, source: `${types}: PlainTextOption.text, value and description` },
  'well-formed': { source: 'RFC 8259 section 8.2: half a surrogate pair is no text' },
  entity: { source: `${ours}, reliability T10: mrkdwn names users and moments, and is escaped everywhere else` },
  'user-id': { source: `${types}: RichTextUserMention.user_id` },
  moment: { source: `${types}: RichTextDate.timestamp, in whole seconds` },
  https: { source: `${ours}, reliability T11: links lead nowhere else` },
  'message-blocks': { most: 50, source: `${docs}: blocks of a message` },
  'message-text': { most: 9_000, source: `${ours}: bolt-js#2867 was refused at 11,341 characters of text` },
  'message-json': { most: 20_000, source: `${ours}: bolt-js#2509 was refused at 13,172 characters of text` },
  'fallback-text': {
    most: 4_000,
    source: `${docs.replace('reference/block-kit', 'methods/chat.update')}: msg_too_long`,
  },
} as const satisfies Readonly<Record<string, { most?: number; source: string }>>;

/** The name of a rule. */
export type BlockRule = keyof typeof blockRules;

/** What is wrong with blocks, of a message or of a form, in the words of Slack's answer `invalid_blocks`. */
export function checkBlocks(blocks: readonly unknown[]): string[] {
  const report = createReport(blockRules);
  blocks.forEach((each, at) => {
    block(each, `/blocks/${at}`, report);
  });
  messageFaults(blocks, report);
  return report.faults;
}

/** What is wrong with a whole message of ours: `checkBlocks`, and what all of it may take up. */
export function checkMessage({ blocks, text }: { blocks: readonly unknown[]; text: string }): string[] {
  const { faults, fault, most } = createReport(blockRules);
  const limits = [
    { rule: 'message-blocks', at: '/blocks', is: blocks.length },
    { rule: 'message-text', at: '/blocks', is: textLength(blocks) },
    { rule: 'message-json', at: '/blocks', is: JSON.stringify(blocks).length },
    { rule: 'fallback-text', at: '/text', is: text.length },
  ] as const;
  for (const { rule, at, is } of limits) if (is > most(rule)) fault(rule, at, `no more than ${most(rule)} allowed`);
  if (blocks.length === 0) fault('not-empty', '/blocks', 'no fewer than 1 item allowed');
  if (text.trim() === '') fault('not-empty', '/text', 'must be more than 0 characters');
  if (!text.isWellFormed()) fault('well-formed', '/text', 'must be well-formed Unicode');
  onlyEntities(text, '/text', { faults, fault, most });
  return [...checkBlocks(blocks), ...faults];
}
