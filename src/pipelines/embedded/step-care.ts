import type { Log } from '../../log.ts';
import type { Machine } from './machine.ts';
import type { RunWrites } from './run-writes.ts';

/** What the life of a step needs from around it. */
export interface StepCare {
  writes: RunWrites;
  machine: Machine;
  log: Log;
  now(): number;
  /** Where steps reach the tracking routes. */
  trackingUrl(): string;
}
