import { closest } from '../closest.ts';
import { UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import type { Line } from './line.ts';
import { replacedIn } from './replaced-in.ts';
import type { Asked } from './verb.ts';

/** Throws `unknown-pipeline`, with the closest name, for one that no pipeline has and no run had. */
export async function refuseUnknownPipeline(name: string, line: Line, asked: Asked): Promise<void> {
  const names = (await asked.service.pipelines()).map((pipeline) => pipeline.name);
  if (names.includes(name) || (await asked.service.runs({ pipeline: name, limit: 1 })).length > 0) return;
  const near = closest(name, names);
  const [operand] = line.operands;
  throw new UserError({
    code: 'unknown-pipeline',
    message: `There is no pipeline "${visible(name, 60)}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
    details: near === undefined && names.length > 0 ? [`There are: ${names.slice(0, 20).join(', ')}`] : [],
    fix: near === undefined || !operand ? 'list' : replacedIn(line, operand.at, operand.text, near),
  });
}
