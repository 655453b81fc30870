import type { Clock } from '../clock.ts';
import { inTime } from '../in-time.ts';
import type { Log } from '../log.ts';

/** How something stands that must hold before requests may come in; `words` are for anybody. */
export interface Finding {
  ok: boolean;
  words: string;
}

/** How one thing is looked at. Cheap, because it may be done every second; a look that throws or hangs finds it wrong. */
export interface ReadinessCheck {
  name: string;
  look(): Promise<Finding>;
}

interface ReadinessOptions {
  /** An outage of a chat platform or of Azure is none of them, or a balancer would cut the way in as well. */
  checks: readonly ReadinessCheck[];
  clock: Clock;
  log: Pick<Log, 'warn'>;
}

/** A look that takes longer (milliseconds) finds nothing good; the store tries for two seconds. */
const longestLook = 2_500;

/** Everybody may ask, so whoever asks within this time (milliseconds) gets the same answer. */
const sharedFor = 1_000;

/** Whether requests may come in: what every check finds, in a bounded time. Never rejects. */
export function createReadiness({
  checks,
  clock,
  log,
}: ReadinessOptions): () => Promise<readonly (Finding & { name: string })[]> {
  const looks = checks.map((check) => lookInTime(check, clock, log));
  let last: { at: number; findings: ReturnType<typeof lookAtAll> } | undefined;

  function lookAtAll() {
    return Promise.all(looks.map((look) => look()));
  }

  return () => {
    if (last === undefined || clock.elapsed() - last.at >= sharedFor) {
      last = { at: clock.elapsed(), findings: lookAtAll() };
    }
    return last.findings;
  };
}

/** Answers in time, whatever the check does; one that hangs is waited for again rather than begun once more. */
function lookInTime({ name, look }: ReadinessCheck, clock: Clock, log: Pick<Log, 'warn'>) {
  let underWay: Promise<Finding> | undefined;
  let isLogged = false;

  async function find(): Promise<Finding> {
    try {
      const finding = await look();
      isLogged = false;
      return finding;
    } catch (error) {
      if (!isLogged) log.warn({ err: error, check: name }, 'not ready: a check failed');
      isLogged = true;
      // What was thrown can name files and addresses, and anybody may ask.
      return { ok: false, words: 'failed; the log says why' };
    }
  }

  return async (): Promise<Finding & { name: string }> => {
    underWay ??= find().finally(() => {
      underWay = undefined;
    });
    const silence = { ok: false, words: `gave no answer within ${longestLook / 1000} s` };
    return { name, ...(await inTime(underWay, longestLook, clock, () => silence)) };
  };
}
