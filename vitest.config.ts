import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where tests start whole programs and wait for them: none of these should be the last to begin. */
const slow = /\/test\/(stories|faults|terminal|web\/tab)\//;

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { first = [], then = [] } = Object.groupBy(await super.sort(files), ({ moduleId }) =>
      slow.test(moduleId) ? 'first' : 'then',
    );
    return [...first, ...then];
  }
}

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The whole counts of `npm run prove`, and the larger share that hunts a planted bug, take as long as they take.
    testTimeout: process.env.PROVE === '1' || process.env.SHARE !== undefined ? 3_600_000 : 30_000,
    hookTimeout: 30_000,
    // The broken promises in a complaint about a planted bug are counted, so it is not to be cut off.
    ...(process.env.SHARE !== undefined && { chaiConfig: { truncateThreshold: 0 } }),
    sequence: { sequencer: SlowFirst },
    // A process for each file costs more than many files take; the large counts get one each, with a heap of its own.
    isolate: process.env.PROVE === '1',
    // Most of a test file's time is spent waiting; the large counts keep the processors busy by themselves.
    maxWorkers: process.env.PROVE === '1' ? 2 : 4,
  },
});
