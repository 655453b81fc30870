import type { KnownBlock, PlanBlock, TaskCardBlock } from '@slack/types';
import type { CardElement, StepLine } from '../../../cards/card.ts';
import { foldSteps } from '../../../cards/fold-steps.ts';
import { showDuration } from '../../../show.ts';
import { firstWithin } from './budget.ts';
import { markOf, taskStateOf } from './marks.ts';
import { cutTo, literal, richText, section, words } from './words.ts';

type Steps = CardElement & { type: 'steps' };

/** Longest pieces of a step, and longest title of a plan. A task's title holds its name, its state and its time. */
const longest = { name: 80, note: 200, words: 40, title: 150 };

/** Steps as lines: a picture, the name, the state in words, how long it took, and why. */
export function stepBlocks(element: Steps, room: number): KnownBlock[] {
  const { kept, rest } = foldedSteps(element, room);
  const lines = kept.map(({ name, state, duration, note }) => [
    markOf(state),
    literal(` ${name}`, longest.name + 1, { bold: true }),
    literal(`  ${[state.words, ...timeWords(duration), ...(note === undefined ? [] : [note])].join(' · ')}`, 400),
  ]);
  return richText(section([...lines, ...rest.map((text) => [literal(text, 300)])]));
}

/** Steps as a plan with a task for each, under these words. */
export function planBlocks(element: Steps, title: string, room: number): KnownBlock[] {
  const { kept, rest } = foldedSteps(element, room);
  const tasks = kept.map(task);
  const shown = [words(title, longest.title), ...rest].filter((text) => text.trim() !== '').join(' · ');
  // Slack refuses a plan without tasks.
  if (tasks.length === 0) return richText(section([[literal(shown, 300)]]));
  return [{ type: 'plan', title: shown === '' ? 'Steps' : cutTo(shown, longest.title), tasks } satisfies PlanBlock];
}

function task({ name, state, duration, note = '' }: StepLine, at: number): TaskCardBlock {
  const title = [name, state.words, ...timeWords(duration)].filter((text) => text.trim() !== '').join(' · ');
  const [output] = richText(section([[literal(note, longest.note)]]));
  return {
    type: 'task_card',
    task_id: `step-${at + 1}`,
    title: title === '' ? `Step ${at + 1}` : title,
    status: taskStateOf(state),
    ...(output && { output }),
  };
}

function timeWords(duration: number | undefined): string[] {
  return duration === undefined ? [] : [showDuration(duration)];
}

/** The steps to show, by the folding rule of all cards and then by the room there is, and what to say of the others. */
function foldedSteps({ steps, folded }: Steps, room: number): { kept: readonly StepLine[]; rest: string[] } {
  const element = foldSteps(steps);
  if (element.type !== 'steps') return { kept: [], rest: [] };
  const short = element.steps.map((step) => ({
    ...step,
    name: words(step.name, longest.name),
    state: { ...step.state, words: words(step.state.words, longest.words) },
    ...(step.note !== undefined && { note: words(step.note, longest.note) }),
  }));
  const { kept, more } = firstWithin(short, room, ({ name, note = '' }) => name.length + note.length + 30);
  const rest = [folded, element.folded, more > 0 ? `+${more} more` : undefined];
  return { kept, rest: rest.filter((text) => text !== undefined).map((text) => words(text, 200)) };
}
