import type { JsonObject } from './json.ts';

/** What Slack answers instead of doing what was asked: `{"ok":false,"error":…}`. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly answer: JsonObject;

  constructor(error: string, more: JsonObject = {}) {
    super(error);
    this.answer = { ok: false, error, ...more };
  }
}

/** A refusal that lists what is wrong, as Slack does for blocks and arguments. */
export function refusedFor(error: string, faults: readonly string[]): Refused {
  return new Refused(error, {
    ...(error === 'invalid_blocks' && { errors: faults }),
    response_metadata: { messages: faults.map((fault) => `[ERROR] ${fault}`) },
  });
}
