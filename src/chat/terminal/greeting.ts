import type { Desk } from './desk.ts';

/** What a chat begins with: where we are, and the next line to type. */
export async function greeting(desk: Desk, web: string | undefined): Promise<string[]> {
  const pipelines = await pipelineNames(desk);
  const first = pipelines.find((name) => name === 'iris') ?? pipelines[0];
  const where = web === undefined ? 'Pipehand' : `Pipehand · web on ${web}`;
  if (first === undefined)
    return [where, 'There is no pipeline yet. Put one into <pipelines>/<name>/pipeline.yml, then: list'];
  return [
    `${where} · pipelines: ${pipelines.slice(0, 5).join(', ')}${pipelines.length > 5 ? ' …' : ''}`,
    `Begin with: run ${first}`,
    `Then: help, list, describe ${first}`,
    'Leave with: exit (nothing is canceled)',
  ];
}

async function pipelineNames(desk: Desk): Promise<string[]> {
  const names: string[] = [];
  for await (const event of desk.ask({ kind: 'complete', text: 'run ' })) {
    if (event.kind === 'completions') names.push(...event.words.map((word) => word.trim()));
  }
  return names;
}
