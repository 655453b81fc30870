import { closest } from '../../closest.ts';
import { UserError } from '../../errors.ts';
import { visible } from '../../visible.ts';
import type { Disk } from '../definition/disk.ts';
import type { PipelineGraph } from '../definition/graph.ts';
import { loadDefinition } from '../definition/load-definition.ts';
import type { GivenData } from '../definition/reading.ts';
import type { PipelineTarget } from '../service.ts';
import type { PipelineDescription, PipelineSummary } from '../types.ts';
import { type DefinitionFile, findDefinitions } from './definitions.ts';
import type { FrozenGraph } from './frozen-graph.ts';
import type { Published } from './published.ts';

/** What a name stands for: a published version, or the definition as it stands on disk now. */
export type CatalogEntry =
  | { kind: 'published'; name: string; version: number; graph: FrozenGraph }
  | { kind: 'definition'; name: string; graph: PipelineGraph };

/** Everything that can be run by name: the definitions on disk and the published versions. */
export type Catalog = ReturnType<typeof createCatalog>;

export function createCatalog(options: { folder: string; disk: Disk; published: Published }) {
  const { folder, disk, published } = options;

  function definitionOf(name: string): DefinitionFile | undefined {
    return findDefinitions(folder).find((definition) => definition.name === name);
  }

  function load({ file, problem, name }: DefinitionFile): PipelineGraph {
    if (problem)
      throw new UserError({
        code: 'bad-definition',
        message: `${name} cannot be run: ${problem}.`,
        fix: `Rename ${file}.`,
      });
    return loadDefinition(file, disk);
  }

  async function allNames(): Promise<string[]> {
    return [...new Set([...findDefinitions(folder).map(({ name }) => name), ...(await published.names())])].sort();
  }

  async function unknown(name: string): Promise<UserError> {
    const names = await allNames();
    const near = closest(name, names);
    return new UserError({
      code: 'unknown-pipeline',
      message: `There is no pipeline "${visible(name, 60)}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
      details: near === undefined && names.length > 0 ? [`There are: ${names.slice(0, 20).join(', ')}`] : [],
      ...(near !== undefined && { corrections: [{ word: name, right: near }] }),
      fix: near ?? (names.length === 0 ? `Put a definition into ${folder}/<name>/pipeline.yml` : 'list'),
    });
  }

  async function publishedEntry(name: string, version: number): Promise<CatalogEntry> {
    const graph = await published.graph(name, version);
    if (graph) return { kind: 'published', name, version, graph };
    const versions = (await published.versions(name)).map((each) => `v${each.version}`);
    throw new UserError({
      code: 'unknown-pipeline',
      message: `${visible(name, 60)} has no version ${version}.`,
      details: [versions.length === 0 ? 'Nothing of it is published yet.' : `Published: ${versions.join(', ')}`],
      fix: versions.length === 0 ? `publish ${name} as ${name}` : `describe ${name}`,
    });
  }

  async function resolve({ name, version }: PipelineTarget): Promise<CatalogEntry> {
    if (typeof version === 'number') return publishedEntry(name, version);
    const latest = version === 'draft' ? undefined : (await published.versions(name)).at(-1);
    if (latest) return publishedEntry(name, latest.version);
    const definition = definitionOf(name);
    if (!definition) throw await unknown(name);
    return { kind: 'definition', name, graph: load(definition) };
  }

  async function summary(name: string): Promise<PipelineSummary> {
    const version = (await published.versions(name)).at(-1)?.version;
    const disabled = await published.disabledPipeline(name);
    const known = { name, ...(version !== undefined && { version }), ...(disabled && { disabled }) };
    try {
      const { graph } = await resolve({ name });
      return { ...known, ...(graph.description !== undefined && { description: graph.description }) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { message, details = [] } = error.problem;
      return { ...known, problem: [message, ...details.slice(0, 1)].join(' ') };
    }
  }

  return {
    resolve,
    load: (file: string, given?: GivenData) => loadDefinition(file, disk, given),
    unknown,

    async exists(name: string): Promise<boolean> {
      return definitionOf(name) !== undefined || (await published.versions(name)).length > 0;
    },

    async list(): Promise<PipelineSummary[]> {
      return Promise.all((await allNames()).map(summary));
    },

    async describe(target: PipelineTarget): Promise<PipelineDescription> {
      const { graph, ...entry } = await resolve(target);
      const disabled = await published.disabledPipeline(target.name);
      const definition = definitionOf(target.name);
      return {
        name: target.name,
        ...(graph.description !== undefined && { description: graph.description }),
        ...(entry.kind === 'published' && { version: entry.version }),
        ...(disabled && { disabled }),
        parameters: graph.parameters,
        steps: graph.steps.map(({ name, needs }) => ({ name, needs })),
        versions: await published.versions(target.name),
        ...(definition && { file: definition.file }),
        notices: graph.notices,
      };
    },
  };
}
