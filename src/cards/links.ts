/** The addresses of what a card tells of. They stay as they are and let nobody in by themselves. */
export interface Links {
  run(runId: string): string;
  log(runId: string, step: string): string;
  artifact(runId: string, artifact: { step: string; path: string }): string;
}
