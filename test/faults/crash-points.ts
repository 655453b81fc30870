import type { KyselyPlugin } from 'kysely';
import { UserError } from '../../src/errors.ts';
import type { Store } from '../../src/store/store.ts';
import type { Wire } from './wire.ts';
import { WireProblem } from './wire.ts';

/** What happens to the operation `at`, counted from 1; `later` for an operation of which only the answer is lost. */
export interface CrashPlan {
  at: number;
  mode: 'kill-before' | 'kill-after' | 'error' | 'answer-lost';
}

/** Counts every statement, commit and HTTP call of a process, and lets one of them go wrong. */
export interface CrashPoints {
  count(): number;
  store<Schema>(store: Store<Schema>): Store<Schema>;
  wire(wire: Wire): Wire;
}

/** A disk that is full stays so for longer (milliseconds) than the store is patient. */
const errorLasts = 2_500;

export function createCrashPoints(plan: CrashPlan | undefined): CrashPoints {
  let operations = 0;
  let failsUntil = 0;

  function before(): number {
    operations += 1;
    if (plan?.at !== operations) return operations;
    if (plan.mode === 'kill-before') die();
    if (plan.mode === 'error') failsUntil = performance.now() + errorLasts;
    return operations;
  }

  function after(operation: number): void {
    if (plan?.at === operation && plan.mode === 'kill-after') die();
  }

  function isLost(operation: number): boolean {
    return plan?.at === operation && plan.mode === 'answer-lost';
  }

  function beforeStatement(): number {
    const operation = before();
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
    count: () => operations,

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
          if (isLost(commit)) throw new UserError({ code: 'unavailable', message: 'The commit was not answered.' });
          return result;
        },
      };
    },

    wire: (wire) => async (request) => {
      const operation = before();
      if (plan?.at === operation && plan.mode === 'error') throw new WireProblem(false);
      const answer = await wire(request);
      after(operation);
      if (isLost(operation)) throw new WireProblem(true);
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
