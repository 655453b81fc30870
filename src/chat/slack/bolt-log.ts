import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../log.ts';

/**
 * Where Slack's libraries write. What they call errors is thrown at us as well, and answered there; their debug lines
 * hold what people write, so they are dropped.
 */
export function boltLog(log: Log): Logger {
  return {
    debug() {},
    info() {},
    warn: (...words) => log.debug({ said: words.map(String) }, 'Slack’s library warns'),
    error: (...words) => log.debug({ said: words.map(String) }, 'Slack’s library reports an error'),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}
