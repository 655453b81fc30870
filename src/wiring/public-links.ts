import type { Links } from '../cards/links.ts';
import { artifactPath, logPath, runPath } from '../web/pages/run-links.ts';

/** Longer addresses are not linked everywhere, and a file name may be long in percent signs. */
const longestAddress = 1_000;

/** The addresses of runs under the public one; undefined without one that chat platforms link to, which is https. */
export function publicLinks(base: string | undefined): Links | undefined {
  if (!base?.startsWith('https:')) return undefined;
  const run = (runId: string) => `${base}${runPath(runId)}`;
  /** The page of the run leads there too. */
  const at = (path: string, runId: string) => {
    const address = `${base}${path}`;
    return address.length > longestAddress ? run(runId) : address;
  };
  return {
    run,
    log: (runId, step) => at(logPath(runId, step), runId),
    artifact: (runId, artifact) => at(artifactPath(runId, artifact), runId),
  };
}
