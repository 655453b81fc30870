import { type Check, choice, count, flag, list, oneOf, piece, type Report, shape, text } from './block-checks.ts';
import { moment, onlyEntities, safeLink, userId } from './block-entities.ts';
import type { BlockRule } from './block-rules.ts';

/** Any value: the key that tells shapes apart was looked at before. */
const known: Check = () => {};

function typed(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  return shape({ type: known, ...required }, optional);
}

function plainText(rule: BlockRule): Check {
  return oneOf({ plain_text: typed({ text: text(rule) }, { emoji: flag }) });
}

function anyText(rule: BlockRule): Check {
  return oneOf({
    plain_text: typed({ text: text(rule) }, { emoji: flag }),
    mrkdwn: typed({ text: text(rule, onlyEntities) }, { verbatim: flag }),
  });
}

const style = shape({}, { bold: flag, italic: flag, strike: flag, code: flag });

const pieces = {
  text: typed({ text: piece('message-text') }, { style }),
  emoji: typed({ name: text('button-text') }),
  user: typed({ user_id: userId }),
  link: typed({ url: safeLink }, { text: text('message-text'), style }),
  date: typed({ timestamp: moment, format: text('button-text') }, { fallback: text('button-text') }),
};

const section = typed({ elements: list('message-json', oneOf(pieces)) });

const richText = typed(
  {
    elements: list(
      'message-json',
      oneOf({
        rich_text_section: section,
        rich_text_list: typed(
          { style: choice('bullet', 'ordered'), elements: list('message-json', oneOf({ rich_text_section: section })) },
          { indent: choice(0, 1, 2, 3, 4, 5, 6, 7, 8), border: choice(0, 1) },
        ),
        rich_text_preformatted: typed(
          { elements: list('message-json', oneOf({ text: pieces.text, link: pieces.link })) },
          { border: choice(0, 1) },
        ),
      }),
    ),
  },
  { block_id: text('block-id') },
);

const confirm = shape(
  {
    title: plainText('confirm-title'),
    text: plainText('confirm-text'),
    confirm: plainText('confirm-label'),
    deny: plainText('confirm-label'),
  },
  { style: choice('primary', 'danger') },
);

const button = typed(
  { text: plainText('button-text'), action_id: text('action-id') },
  {
    value: text('button-value'),
    url: safeLink,
    style: choice('primary', 'danger'),
    confirm,
    accessibility_label: text('button-text'),
  },
);

const taskCard = typed(
  {
    task_id: text('block-id'),
    title: text('plan-title'),
    status: choice('pending', 'in_progress', 'complete', 'error'),
  },
  {
    details: oneOf({ rich_text: richText }),
    output: oneOf({ rich_text: richText }),
    sources: list('plan-tasks', oneOf({ url: typed({ url: safeLink, text: text('message-text') }) })),
    block_id: text('block-id'),
  },
);

const cell = oneOf({ raw_text: typed({ text: piece('table-text') }), rich_text: richText });

const option = shape(
  { text: plainText('option-text'), value: text('option-text') },
  { description: plainText('option-text') },
);

const inputElements = {
  plain_text_input: typed(
    { action_id: text('action-id') },
    {
      initial_value: piece('input-number'),
      multiline: flag,
      min_length: count('input-number'),
      max_length: count('input-number'),
      placeholder: plainText('placeholder'),
      focus_on_load: flag,
    },
  ),
  number_input: typed(
    { action_id: text('action-id'), is_decimal_allowed: flag },
    {
      initial_value: text('input-number'),
      min_value: text('input-number'),
      max_value: text('input-number'),
      placeholder: plainText('placeholder'),
      focus_on_load: flag,
    },
  ),
  static_select: typed(
    { action_id: text('action-id'), options: list('options', option) },
    { initial_option: option, placeholder: plainText('placeholder'), focus_on_load: flag },
  ),
};

/** One block, with all that is in it. */
export const block: Check = oneOf({
  header: withId({ text: plainText('header-text') }),
  divider: withId({}),
  section: withId(
    {},
    { text: anyText('text-object'), fields: list('section-fields', anyText('field-text')) },
    textOrFields,
  ),
  context: withId({ elements: list('context-elements', anyText('text-object')) }),
  actions: withId({ elements: list('actions-elements', oneOf({ button })) }),
  rich_text: richText,
  table: withId(
    { rows: list('table-rows', list('table-columns', cell)) },
    {
      column_settings: list('table-columns', shape({}, { align: choice('left', 'center', 'right'), is_wrapped: flag })),
    },
  ),
  plan: withId({ title: text('plan-title') }, { tasks: list('plan-tasks', oneOf({ task_card: taskCard })) }),
  input: withId(
    { label: plainText('input-label'), element: oneOf(inputElements) },
    { hint: plainText('input-label'), optional: flag },
  ),
});

type Fields = Readonly<Record<string, Check>>;

function withId(required: Fields, optional: Fields = {}, also?: Parameters<typeof shape>[2]): Check {
  return shape({ type: known, ...required }, { ...optional, block_id: text('block-id') }, also);
}

function textOrFields(value: Readonly<Record<string, unknown>>, at: string, report: Report): void {
  if (value.text === undefined && value.fields === undefined)
    report.fault('required-key', at, 'missing required field: text or fields');
}
