import { isObject, type JsonObject, textAt } from '../slack/json.ts';
import { microsoftFindings } from './microsoft-parser.ts';
import { actionsOf } from './person/buttons.ts';
import { inputsOf } from './person/fill-form.ts';
import { textRules } from './text-rules.ts';

/** So many characters the title of a dialog shows. */
const longestTitle = 64;

/** What is wrong with what the bot answers to `task/fetch` or `task/submit`, in words. */
export function dialogFaults(answer: JsonObject | undefined): readonly string[] {
  const task = answer?.task;
  if (!isObject(task)) return ['a dialog is a task'];
  if (task.type === 'message')
    return typeof task.value === 'string' && task.value !== '' ? [] : ['a message of a dialog is a text'];
  if (task.type !== 'continue' || !isObject(task.value)) return ['a task is a message or goes on with a card'];
  const { value } = task;
  const title = textAt(value, 'title') ?? '';
  const content = isObject(value.card) ? value.card.content : undefined;
  const isCard = textAt(value, 'card', 'contentType') === 'application/vnd.microsoft.card.adaptive';
  if (!isCard || !isObject(content) || content.type !== 'AdaptiveCard') return ['a dialog holds an adaptive card'];
  return [
    ...(title.trim() === '' || title.length > longestTitle ? [`a title has 1 to ${longestTitle} characters`] : []),
    ...[value.width, value.height].flatMap(sizeFaults),
    ...(content.version === '1.5' ? [] : ['the version of a card is 1.5']),
    ...inputFaults(content),
    ...textFaults(content),
    ...microsoftFindings(content),
    ...(actionsOf(content).some(({ type }) => type === 'Action.Submit') ? [] : ['a form has a button that sends it']),
  ];
}

function sizeFaults(size: unknown): readonly string[] {
  const isSize = typeof size === 'number' ? size > 0 : size === undefined || isNamed(size);
  return isSize ? [] : ['a size is small, medium, large or a number'];
}

function isNamed(size: unknown): boolean {
  return size === 'small' || size === 'medium' || size === 'large';
}

/** Text of a form is literal, as on a card. */
function textFaults(content: JsonObject): readonly string[] {
  const found: string[] = [];
  textRules(content, (rule, where) => found.push(`${rule} at ${where}`));
  return found;
}

/** Every input says what it is for, also where it may stay empty; Microsoft sees to the rest. */
function inputFaults(content: JsonObject): readonly string[] {
  const unnamed = inputsOf(content).filter((input) => (textAt(input, 'label') ?? '').trim() === '');
  return unnamed.map(({ id }) => `${String(id)} has no label`);
}
