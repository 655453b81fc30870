import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { onTestFinished } from 'vitest';

/** Turns of the event loop without a request after which what a request or a timer set off has surely gone on. */
const quietTurns = 8;

const begins = ['undici:request:create'];
const ends = ['undici:request:trailers', 'undici:request:error'];

/**
 * Whether this process waits for the answer to a `fetch`, or has just begun or ended one: time that is made up must stand
 * still meanwhile. To be asked once in each turn of the event loop.
 */
export function watchNetwork(): () => boolean {
  let underWay = 0;
  let quiet = 0;

  function begun(): void {
    underWay += 1;
    quiet = 0;
  }

  function ended(): void {
    underWay -= 1;
    quiet = 0;
  }

  for (const channel of begins) subscribe(channel, begun);
  for (const channel of ends) subscribe(channel, ended);
  onTestFinished(() => {
    for (const channel of begins) unsubscribe(channel, begun);
    for (const channel of ends) unsubscribe(channel, ended);
  });
  return () => {
    quiet += 1;
    if (underWay > 0 || quiet < quietTurns) return true;
    quiet = 0;
    return false;
  };
}
