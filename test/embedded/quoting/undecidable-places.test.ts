import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { generated } from '../../support/generated.ts';
import { runCommand } from './real-bash.ts';
import { rendered } from './rendering.ts';
import { undecidablePlaces } from './undecidable-places.ts';
import { harmlessValues, payloads } from './values.ts';

function refusalOf(template: string, x: string): UserError | undefined {
  try {
    rendered(template, { x });
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

describe('a place where nobody can be sure that a value stays a value', () => {
  it.each(undecidablePlaces)('%j refuses every value that could be code: %s', (template, why) => {
    for (const payload of payloads) {
      const refusal = refusalOf(template, payload);
      expect(refusal?.problem.code, payload).toBe('bad-value');
      expect(refusal?.message).toMatch(/^The value of x .* step train \(pipeline\.yml:7\)/);
      expect(refusal?.message).toContain(why);
      expect(refusal?.problem.fix).toContain('letters, digits and _ . , : / @ + -');
    }
  });

  it('takes every value of harmless characters as before, or refuses it, and none becomes code', {
    timeout: 600_000,
  }, () => {
    const place = fc.constantFrom(...undecidablePlaces);
    // Some of these commands make a file of the value's name: that would be the canary itself.
    const value = fc.constantFrom(...harmlessValues.filter((text) => text !== 'canary'));
    fc.assert(
      fc.property(place, value, ([template], x) => {
        const refusal = refusalOf(template, x);
        if (refusal) expect(refusal.message).toContain('here-document');
        else expect(runCommand(rendered(template, { x })).canary).toBe(false);
      }),
      generated(5000),
    );
  });
});
