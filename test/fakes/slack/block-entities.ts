import type { Check } from './block-checks.ts';

/** What may stand in angle brackets: a person, or a moment with its form and what to show instead. */
const entity = /<(?:@[UW][A-Z0-9]+|!date\^\d{1,12}\^[^<>^|]+\|[^<>|]+)>/g;

/** Text that Slack reads as markup: beside people and moments, nothing in it may mean anything. */
export const onlyEntities: Check = (value, at, report) => {
  const rest = String(value).replace(entity, '');
  if (/[<>]/.test(rest)) report.fault('entity', at, `"${rest.slice(0, 40)}" is markup that is none of ours`);
  if (/&(?!(?:amp|lt|gt);)/.test(rest)) report.fault('entity', at, 'the character & must be written &amp;');
};

export const userId: Check = (value, at, report) => {
  if (typeof value !== 'string' || !/^[UW][A-Z0-9]+$/.test(value))
    report.fault('user-id', at, 'must be the id of a user');
};

export const moment: Check = (value, at, report) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    report.fault('moment', at, 'must be whole seconds since 1970');
};

/** An https address, as a browser would write it. */
export const safeLink: Check = (value, at, report) => {
  const isSafe =
    typeof value === 'string' && URL.canParse(value) && value.startsWith('https://') && new URL(value).href === value;
  if (!isSafe) report.fault('https', at, 'must be an https address');
};
