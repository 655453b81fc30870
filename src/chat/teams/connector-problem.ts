/** How a call of Teams failed. */
export type ConnectorTrouble =
  /** A status that is no success; `code` is Teams' own word, and absent where something in between answered. */
  | { kind: 'status'; status: number; code?: string; retryAfterMs?: number }
  /** Microsoft gives us no token: the app, its password or its tenant is wrong, or was removed. */
  | { kind: 'locked-out' }
  /** The request surely never reached Teams. */
  | { kind: 'unsent' }
  /** No answer came, or none that makes sense: it may have been carried out. */
  | { kind: 'unanswered' };

/** What every failed call of Teams throws. */
export class ConnectorProblem extends Error {
  override readonly name = 'ConnectorProblem';
  readonly trouble: ConnectorTrouble;

  constructor(trouble: ConnectorTrouble, words: string, options?: ErrorOptions) {
    super(words, options);
    this.trouble = trouble;
  }
}

/** The status of a call that Teams itself refused; undefined for any other failure. */
export function refusedStatus(error: unknown): number | undefined {
  const trouble = error instanceof ConnectorProblem ? error.trouble : undefined;
  return trouble?.kind === 'status' && trouble.code !== undefined ? trouble.status : undefined;
}
