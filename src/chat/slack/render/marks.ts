import type { TaskCardBlock } from '@slack/types';
import type { State } from '../../../cards/card.ts';
import type { StatusGroup } from '../../../pipelines/status.ts';
import type { Piece } from './words.ts';

/** Slack's names of pictures; the words always stand beside them. */
const emoji: Readonly<Record<StatusGroup, string>> = {
  succeeded: 'white_check_mark',
  failed: 'x',
  running: 'large_blue_circle',
  waiting: 'white_circle',
  canceled: 'no_entry_sign',
};

/** Slack knows these four only. */
const taskStates: Readonly<Record<StatusGroup, TaskCardBlock['status']>> = {
  succeeded: 'complete',
  failed: 'error',
  running: 'in_progress',
  waiting: 'pending',
  canceled: 'error',
};

/** The picture of a state, for the front of a line. */
export function markOf({ group }: State): Piece {
  return { type: 'emoji', name: emoji[group] };
}

/** The state of a step as a task of a plan has it. */
export function taskStateOf({ group }: State): TaskCardBlock['status'] {
  return taskStates[group];
}
