/** The page that lists runs. */
export function runsPath(): string {
  return '/runs/';
}

/** The stable addresses of a run's pages. Names may hold anything; each becomes one encoded path segment. */
export function runPath(runId: string): string {
  return `/runs/${encode(runId)}/`;
}

/** The page with the last part of a step's log; `text` is the address of the whole of it. */
export function logPath(runId: string, step: string): string {
  return `${runPath(runId)}logs/${encode(step)}`;
}

/** The bytes of an artifact. */
export function artifactPath(runId: string, artifact: { step: string; path: string }): string {
  const path = artifact.path.split('/').map(encode).join('/');
  return `${runPath(runId)}artifacts/${encode(artifact.step)}/${path}`;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
