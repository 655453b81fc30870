/** How a call of Slack's Web API failed. */
export type ApiTrouble =
  /** Slack understood and said no; `code` is its own word for it. */
  | { kind: 'refused'; code: string }
  /** An HTTP status other than 200, from Slack or from something in between. */
  | { kind: 'status'; status: number; retryAfterMs?: number }
  /** The request surely never reached Slack. */
  | { kind: 'unsent' }
  /** No answer came, or none that makes sense: it may have been carried out. */
  | { kind: 'unanswered' };

/** What every failed call of Slack's Web API throws. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly trouble: ApiTrouble;

  constructor(trouble: ApiTrouble, words: string, options?: ErrorOptions) {
    super(words, options);
    this.trouble = trouble;
  }
}

/** Slack's own word for a refusal; undefined for any other failure. */
export function refusalCode(error: unknown): string | undefined {
  return error instanceof ApiProblem && error.trouble.kind === 'refused' ? error.trouble.code : undefined;
}
