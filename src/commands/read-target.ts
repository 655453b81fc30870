import { UserError } from '../errors.ts';
import type { PipelineService, PipelineTarget } from '../pipelines/service.ts';
import { visible } from '../visible.ts';
import type { Operand } from './line.ts';

/**
 * A pipeline as people name it: `train`, `train@v12`, `train@draft` (the definition on disk), `local/train`. Throws
 * `bad-line` for another form; whether it exists is the service's to say.
 */
export function readTarget(operand: Operand | undefined, service: PipelineService, example: string): PipelineTarget {
  if (!operand) {
    throw new UserError({
      code: 'bad-line',
      message: 'Which pipeline?',
      fix: example,
      details: ['list shows all of them'],
    });
  }
  const slash = operand.text.indexOf('/');
  const workspace = operand.text.slice(0, Math.max(0, slash));
  if (slash >= 0 && workspace !== service.name) {
    throw new UserError({
      code: 'unknown-pipeline',
      message: `There is no workspace "${visible(workspace, 40)}".`,
      fix: `${service.name}/${operand.text.slice(slash + 1)}`,
    });
  }
  const [name = '', version, ...more] = operand.text.slice(slash + 1).split('@');
  const word = more.length === 0 ? version?.toLowerCase() : '';
  if (word === undefined || word === 'default') return { name };
  if (word === 'draft') return { name, version: 'draft' };
  const number = /^v?(\d{1,9})$/.exec(word)?.[1];
  if (number !== undefined) return { name, version: Number(number) };
  throw new UserError({
    code: 'bad-line',
    message: `"${visible(operand.text, 60)}" does not name a version.`,
    fix: `Write ${visible(name, 40)}@v2 for a published version, ${visible(name, 40)}@draft for the definition on disk.`,
  });
}

/** A target that is for everybody: a whole pipeline or one published version, not the definition as it stands on disk. */
export function readPublicTarget(
  operand: Operand | undefined,
  service: PipelineService,
  example: string,
): Omit<PipelineTarget, 'version'> & { version?: number } {
  const { name, version } = readTarget(operand, service, example);
  if (version === undefined) return { name };
  if (version !== 'draft') return { name, version };
  throw new UserError({
    code: 'bad-line',
    message: `The definition of ${visible(name, 40)} on disk cannot be switched by itself, only a published version or the whole pipeline.`,
    fix: example.replace('<pipeline>', name),
  });
}

/** The target as people type it. */
export function showTarget({ name, version }: PipelineTarget): string {
  if (version === undefined) return name;
  return version === 'draft' ? `${name}@draft` : `${name}@v${version}`;
}
