import type { KyselyPlugin } from 'kysely';
import { UserError } from '../../src/errors.ts';
import type { Store } from '../../src/store/store.ts';
import type { Wire } from './wire.ts';
import { WireProblem } from './wire.ts';

/**
 * What happens to the operation `at`, counted from 1. An answer is lost of commits and HTTP calls only, so that mode
 * counts these alone.
 */
export interface CrashPlan {
  at: number;
  mode: 'kill-before' | 'kill-after' | 'error' | 'answer-lost';
}

/** How many operations there were, and how many of them were commits or HTTP calls. */
export interface Operations {
  all: number;
  answered: number;
}

/** Counts every statement, commit and HTTP call of a process, and lets one of them go wrong. */
export interface CrashPoints {
  count(): Operations;
  store<Schema>(store: Store<Schema>): Store<Schema>;
  wire(wire: Wire): Wire;
}

/** A disk that is full stays so for longer (milliseconds) than the store is patient. */
const errorLasts = 2_500;

/** `reached` is called right before the plan is carried out. */
export function createCrashPoints(plan: CrashPlan | undefined, reached: () => void): CrashPoints {
  const operations: Operations = { all: 0, answered: 0 };
  let failsUntil = 0;

  /** Whether this operation is the one in the plan, which asks for this mode. */
  function isPlanned(mode: CrashPlan['mode'], operation: number): boolean {
    if (plan?.mode !== mode || plan.at !== operation) return false;
    reached();
    return true;
  }

  function before(): number {
    operations.all += 1;
    if (isPlanned('kill-before', operations.all)) die();
    return operations.all;
  }

  function after(operation: number): void {
    if (isPlanned('kill-after', operation)) die();
  }

  /** To be asked once for each operation that is answered. */
  function isAnswerLost(): boolean {
    operations.answered += 1;
    return isPlanned('answer-lost', operations.answered);
  }

  function beforeStatement(): number {
    const operation = before();
    if (isPlanned('error', operation)) failsUntil = performance.now() + errorLasts;
    if (performance.now() < failsUntil) throw fullDisk();
    return operation;
  }

  function plugin(): KyselyPlugin {
    const numbers = new WeakMap<object, number>();
    return {
      transformQuery({ node, queryId }) {
        numbers.set(queryId, beforeStatement());
        return node;
      },
      async transformResult({ result, queryId }) {
        after(numbers.get(queryId) ?? 0);
        return result;
      },
    };
  }

  return {
    count: () => ({ ...operations }),

    store(store) {
      return {
        ...store,
        db: store.db.withPlugin(plugin()),
        async transaction(work) {
          let commit = 0;
          const result = await store.transaction(async (tx) => {
            const done = await work(tx.withPlugin(plugin()));
            commit = beforeStatement();
            return done;
          });
          after(commit);
          if (isAnswerLost()) throw new UserError({ code: 'unavailable', message: 'The commit was not answered.' });
          return result;
        },
      };
    },

    wire: (wire) => async (request) => {
      const operation = before();
      // Only the call fails: the store works.
      if (isPlanned('error', operation)) throw new WireProblem(false);
      const answer = await wire(request);
      after(operation);
      if (isAnswerLost()) throw new WireProblem(true);
      return answer;
    },
  };
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

/** As the store tells of it: the code of SQLite is what decides whether it passes. */
function fullDisk(): UserError {
  const cause = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  return new UserError({ code: 'unavailable', message: 'The disk is full.' }, { cause });
}
