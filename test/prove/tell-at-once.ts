import type { Reporter, TestCase } from 'vitest/node';

/** Prints a test that failed when it fails, with its complaint: the default reporter keeps that until the hour is over. */
// biome-ignore lint/style/noDefaultExport: vitest takes a reporter of one's own from the default export
export default class TellAtOnce implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state !== 'failed') return;
    console.error(`FAILED  ${test.module.relativeModuleId} > ${test.fullName}`);
    for (const { message, diff, stack } of errors) console.error([message, diff, stack].filter(Boolean).join('\n'));
  }
}
