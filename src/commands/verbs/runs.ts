import { userKey } from '../../chat/platform.ts';
import { UserError } from '../../errors.ts';
import type { RunQuery } from '../../pipelines/service.ts';
import type { StatusGroup } from '../../pipelines/status.ts';
import { parseMoment } from '../durations.ts';
import type { Line } from '../line.ts';
import { readCount } from '../read-count.ts';
import type { Verb } from '../verb.ts';

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
  right: 'view',
  flags: [{ name: 'limit', takes: 'value', valueName: 'n', summary: 'How many, at most 100' }],
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
      ...filtersOf(line, asked.now, userKey(asked.incoming.user)),
    };
    const filters = line.filters.map(({ key, value }) => `${key}=${value}`);
    return {
      kind: 'runs',
      runs: await asked.service.runs(query),
      filters: pipeline === undefined ? filters : [pipeline, ...filters],
    };
  },
};

function filtersOf(line: Line, now: number, me: string): Partial<RunQuery> {
  let query: Partial<RunQuery> = {};
  for (const { key, value } of line.filters) {
    switch (key) {
      case 'status':
        query = { ...query, groups: groupsNamed(value) };
        break;
      case 'by':
        query = { ...query, submittedBy: value.toLowerCase() === 'me' ? me : value };
        break;
      case 'since':
        query = { ...query, since: parseMoment(value, now) };
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
