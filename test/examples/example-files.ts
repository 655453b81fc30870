import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const literal = z.union([z.string(), z.number(), z.boolean()]);

const componentInput = z.object({
  type: z.string(),
  default: literal.optional(),
  optional: z.boolean().default(false),
  min: z.number().optional(),
  max: z.number().optional(),
  enum: z.array(z.string()).optional(),
  description: z.string(),
});

const componentFile = z.object({
  name: z.string(),
  inputs: z.record(z.string(), componentInput),
  outputs: z.record(z.string(), z.object({ type: z.enum(['uri_file', 'uri_folder']) })).default({}),
  code: z.string(),
  command: z.string(),
});

const pipelineFile = z.object({
  inputs: z.record(z.string(), z.union([literal, z.object({ path: z.string() })])),
  jobs: z.record(z.string(), z.object({ component: z.string(), inputs: z.record(z.string(), literal) })),
});

/** A value as the files write it. */
export type Literal = z.infer<typeof literal>;

/** An example as its files say it: the pipeline, and the component of each of its jobs. */
export interface Example {
  folder: string;
  pipeline: z.infer<typeof pipelineFile>;
  components: Readonly<Record<string, z.infer<typeof componentFile> & { codeFolder: string }>>;
}

/** Reads `examples/<name>` of this repository. */
export async function readExample(name: string): Promise<Example> {
  const folder = resolve(import.meta.dirname, '../../examples', name);
  const pipeline = pipelineFile.parse(parse(await readFile(join(folder, 'pipeline.yml'), 'utf8')));
  const components: Record<string, Example['components'][string]> = {};
  for (const [job, { component }] of Object.entries(pipeline.jobs)) {
    const file = join(folder, component);
    const read = componentFile.parse(parse(await readFile(file, 'utf8')));
    components[job] = { ...read, codeFolder: join(dirname(file), read.code) };
  }
  return { folder, pipeline, components };
}
