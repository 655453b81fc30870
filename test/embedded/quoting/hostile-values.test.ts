import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { generated } from '../../support/generated.ts';
import { runCommand } from './real-bash.ts';
import { rendered } from './rendering.ts';
import { anyTemplate, hole } from './templates.ts';
import { harmlessValues, payloads } from './values.ts';

const hostileValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...payloads) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...payloads), fc.constantFrom(...payloads)).map(([a, b]) => a + b) },
  { weight: 1, arbitrary: fc.constantFrom(...harmlessValues.filter((value) => value !== 'canary')) },
);

/** The command with as many of the values as it takes; a refused value gives way to a harmless one. */
function withWhatItTakes(template: string, values: readonly string[]): string | undefined {
  let count = 0;
  const numbered = template.replaceAll(hole, () => `«v${count++}»`);
  const given = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`v${at}`, values[at % values.length] ?? '']),
  );
  for (let tries = 0; tries <= count; tries += 1) {
    try {
      return rendered(numbered, given);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const refused = /^The value of (\w+)/.exec(error.message)?.[1] ?? '';
      given[refused] = 'a';
    }
  }
  return undefined;
}

describe('a hostile value', () => {
  it('is never run in any command, right or wrong, that takes it', { timeout: 1_200_000 }, () => {
    fc.assert(
      fc.property(anyTemplate, fc.array(hostileValue, { minLength: 1, maxLength: 6 }), (template, values) => {
        const command = withWhatItTakes(template, values);
        fc.pre(command !== undefined);
        expect(runCommand(command ?? '').canary).toBe(false);
      }),
      generated(20_000),
    );
  });
});
