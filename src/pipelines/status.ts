/** Azure ML's words for the state of a run or of a step (service.md 2.7, azureml.md 3.2). */
export type RunStatus =
  | 'NotStarted'
  | 'Queued'
  | 'Starting'
  | 'Provisioning'
  | 'Preparing'
  | 'Running'
  | 'Paused'
  | 'NotResponding'
  | 'Finalizing'
  | 'CancelRequested'
  | 'Completed'
  | 'Failed'
  | 'Canceled';

/** What a state means to a reader, whatever service reported it. */
export type StatusGroup = 'waiting' | 'running' | 'succeeded' | 'failed' | 'canceled';

interface StatusMeaning {
  group: StatusGroup;
  /** Grows along a run's life; a report of a lower rank than the one already shown is stale. */
  rank: number;
  words: string;
}

/** The one table of statuses; every card, filter and exit code reads it. */
export const statusTable = {
  NotStarted: { group: 'waiting', rank: 0, words: 'Not started' },
  Queued: { group: 'waiting', rank: 1, words: 'Queued' },
  Starting: { group: 'waiting', rank: 2, words: 'Starting' },
  Provisioning: { group: 'waiting', rank: 2, words: 'Provisioning' },
  Preparing: { group: 'running', rank: 3, words: 'Preparing' },
  Running: { group: 'running', rank: 4, words: 'Running' },
  Paused: { group: 'running', rank: 4, words: 'Paused' },
  NotResponding: { group: 'running', rank: 4, words: 'Not responding' },
  Finalizing: { group: 'running', rank: 5, words: 'Finalizing' },
  CancelRequested: { group: 'running', rank: 6, words: 'Cancelling' },
  Completed: { group: 'succeeded', rank: 7, words: 'Completed' },
  Failed: { group: 'failed', rank: 7, words: 'Failed' },
  Canceled: { group: 'canceled', rank: 7, words: 'Canceled' },
} as const satisfies Record<RunStatus, StatusMeaning>;

export function groupOf(status: RunStatus): StatusGroup {
  return statusTable[status].group;
}

/** True when nothing more can happen to the run or step. */
export function isTerminal(status: RunStatus): boolean {
  return statusTable[status].rank === statusTable.Completed.rank;
}
