/** Milliseconds between two lines of the log that say the same of requests nobody signed. */
const sayAgainAfter = 60_000;

/** Texts remembered at a time. */
const most = 100;

/** Whether a line of the log may be said now: whoever sends much must not fill the log. `elapsed` counts milliseconds. */
export function createSeldom(elapsed: () => number): (text: string) => boolean {
  const saidAt = new Map<string, number>();
  return (text) => {
    if (elapsed() - (saidAt.get(text) ?? Number.NEGATIVE_INFINITY) < sayAgainAfter) return false;
    if (saidAt.size >= most) saidAt.clear();
    saidAt.set(text, elapsed());
    return true;
  };
}
