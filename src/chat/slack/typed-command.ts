import type { Check } from '../../check.ts';
import type { Log } from '../../log.ts';

/** Knows whether lines are offered with the command that people really type: Slack says it with each of them. */
export interface TypedCommand {
  /** Somebody typed this command. */
  note(command: string): void;
  /** What `doctor` says of it; nothing while it is right or nobody has typed one. */
  checks(): readonly Check[];
}

export function createTypedCommand(configured: string, log: Log): TypedCommand {
  let other: string | undefined;
  return {
    note(command) {
      if (command !== configured && command !== other)
        log.warn({ typed: command, SLACK_COMMAND: configured }, 'people type another command than SLACK_COMMAND says');
      other = command === configured ? undefined : command;
    },
    checks() {
      if (other === undefined) return [];
      return [
        {
          name: 'slack command',
          state: 'warning',
          words: `people type ${other}, and are told to type ${configured}`,
          fix: `Set SLACK_COMMAND=${other}, and start Pipehand again.`,
        },
      ];
    },
  };
}
