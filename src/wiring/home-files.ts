import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { storeProblem } from '../store/store-problem.ts';

/** Makes the folder of all state, closed to other users. Throws `unavailable` when it cannot be made. */
export function makeHome(home: string): void {
  inHomeWords(home, () => mkdirSync(home, { recursive: true, mode: 0o700 }));
}

/** The key that seals links to pages: made once, so that cookies outlive a restart. */
export function accessKey(home: string): Uint8Array {
  const file = join(home, 'access.key');
  return inHomeWords(home, () => {
    if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
    return readFileSync(file);
  });
}

/** Does something in the home; an error of the disk becomes the refusal `unavailable`. */
export function inHomeWords<Result>(home: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const problem = storeProblem(error, home);
    throw problem ? new UserError(problem, { cause: error }) : error;
  }
}
