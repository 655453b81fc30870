import { UserError } from '../../errors.ts';
import type { RunQuery } from '../../pipelines/service.ts';
import type { StatusGroup } from '../../pipelines/status.ts';
import { parseMoment } from '../durations.ts';
import { personMeant } from '../find-person.ts';
import { refuseUnknownPipeline } from '../known-pipeline.ts';
import type { Line } from '../line.ts';
import { readCount } from '../read-count.ts';
import { shareFlag } from '../share.ts';
import type { Asked, Verb } from '../verb.ts';

/** The words people filter by, Azure ML's and everyday ones. */
const groups: Readonly<Record<string, readonly StatusGroup[]>> = {
  waiting: ['waiting'],
  queued: ['waiting'],
  running: ['running'],
  completed: ['succeeded'],
  succeeded: ['succeeded'],
  failed: ['failed'],
  canceled: ['canceled'],
  cancelled: ['canceled'],
};

/** `runs [pipeline] [status=…] [by=…] [since=…] [experiment=…] [--limit n]`: the latest runs. */
export const runs: Verb = {
  name: 'runs',
  aliases: ['history'],
  usage: 'runs [pipeline] [status=failed] [by=me] [since=7d] [experiment=name] [--limit 10]',
  summary: 'Lists the latest runs',
  example: 'runs iris status=failed since=7d',
  firstWord: 'pipeline',
  right: 'view',
  flags: [{ name: 'limit', takes: 'value', valueName: 'n', summary: 'How many, at most 100' }, shareFlag],
  filters: ['status', 'by', 'since', 'experiment'],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const pipeline = line.operands[0]?.text;
    const query: RunQuery = {
      limit: readCount(line, 'limit', { standard: 10, most: 100 }),
      ...(pipeline !== undefined && { pipeline }),
      ...(await filtersOf(line, asked)),
    };
    if (pipeline !== undefined) await refuseUnknownPipeline(pipeline, line, asked);
    const filters = line.filters.map(({ key, value }) => `${key}=${value}`);
    return {
      kind: 'runs',
      runs: await asked.service.runs(query),
      filters: pipeline === undefined ? filters : [pipeline, ...filters],
    };
  },
};

async function filtersOf(line: Line, asked: Asked): Promise<Partial<RunQuery>> {
  let query: Partial<RunQuery> = {};
  for (const filter of line.filters) {
    const { key, value } = filter;
    switch (key) {
      case 'status':
        query = { ...query, groups: groupsNamed(value) };
        break;
      case 'by':
        query = { ...query, submittedBy: await personMeant(line, filter, asked) };
        break;
      case 'since':
        query = { ...query, since: parseMoment(value, asked.now) };
        break;
      case 'experiment':
        query = { ...query, experiment: value };
        break;
    }
  }
  return query;
}

function groupsNamed(word: string): readonly StatusGroup[] {
  const known = Object.hasOwn(groups, word.toLowerCase()) ? groups[word.toLowerCase()] : undefined;
  if (known) return known;
  throw new UserError({
    code: 'bad-value',
    message: 'status is one of waiting, running, completed, failed, canceled.',
    fix: 'runs status=failed',
  });
}
