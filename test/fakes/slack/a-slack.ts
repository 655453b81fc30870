import { onTestFinished } from 'vitest';
import { type Slack, type SlackOptions, startSlack } from './slack.ts';

/** A Slack that is gone when the test is over. */
export async function aSlack(options?: SlackOptions): Promise<Slack> {
  const slack = await startSlack(options);
  onTestFinished(slack.close);
  return slack;
}
