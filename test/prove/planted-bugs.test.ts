import { expect, test } from 'vitest';
import { misfit } from './planted-bug.ts';
import { plantedBugs } from './planted-bugs.ts';

test.for(plantedBugs)('the planted bug "$name" still fits', (bug) => {
  expect(misfit(bug)).toBeUndefined();
});

test('every planted bug has a name of its own', () => {
  expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
});
