import type { Report } from './block-checks.ts';
import { isObject, type JsonObject, objectsIn } from './json.ts';

/** The rules that hold between the parts of a message. */
export function messageFaults(blocks: readonly unknown[], report: Report): void {
  const all = blocks.filter(isObject);
  const tables = all.filter(({ type }) => type === 'table');
  const plans = all.filter(({ type }) => type === 'plan');
  if (tables.length > report.most('one-table')) report.fault('one-table', '/blocks', 'only one table allowed');
  if (plans.length > report.most('one-plan')) report.fault('one-plan', '/blocks', 'only one plan allowed');
  if (textLength(tables) > report.most('table-text')) report.fault('table-text', '/blocks', 'too much text in tables');
  for (const table of tables) evenRows(table, `/blocks/${blocks.indexOf(table)}/rows`, report);
  unique(all, 'block_id', '/blocks', report);
  for (const each of all) {
    const at = `/blocks/${blocks.indexOf(each)}`;
    unique(objectsIn(each.elements), 'action_id', `${at}/elements`, report);
    unique(objectsIn(each.tasks), 'task_id', `${at}/tasks`, report);
  }
}

function evenRows({ rows }: JsonObject, at: string, report: Report): void {
  if (!Array.isArray(rows)) return;
  const lengths = new Set(rows.map((row: unknown) => (Array.isArray(row) ? row.length : 0)));
  if (lengths.size > 1) report.fault('table-even', at, 'all rows must have the same number of cells');
}

function unique(objects: readonly JsonObject[], key: string, at: string, report: Report): void {
  const ids = objects.map((each) => each[key]).filter((id) => id !== undefined);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) report.fault('unique-id', at, `${key} "${String(twice)}" is there twice`);
}

/** Keys of blocks whose text people read. */
const readKeys = ['text', 'title', 'fallback', 'alt_text'];

/** Characters that people read in blocks. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + textLength(each), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (typeof inner === 'string' && readKeys.includes(key) ? inner.length : textLength(inner)),
    0,
  );
}
