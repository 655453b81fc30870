import type { Logger } from 'pino';
import { createLog } from '../../src/log.ts';

/** A log of Pipehand that keeps its faults: the errors that are not meant for people, each with its stack. */
export interface FaultLog {
  log: Logger;
  /** The faults since the last call. */
  take(): readonly string[];
}

/** A log with nothing in it yet. */
export function createFaultLog(): FaultLog {
  let faults: string[] = [];
  const write = (line: string) => {
    const { err, msg } = JSON.parse(line);
    if (err?.type !== 'UserError') faults.push(`${msg}: ${err?.stack ?? 'no stack'}`);
  };
  return {
    log: createLog({ level: 'error', to: { write }, secrets: [] }),
    take() {
      const taken = faults;
      faults = [];
      return taken;
    },
  };
}
