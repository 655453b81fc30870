import type { Card } from './card.ts';

/** What stands where a file of a run was asked for and cannot be sent. */
export function unsentFileCard({ step, path }: { step: string; path?: string }): Card {
  return {
    title:
      path === undefined ? `The log of ${step} could not be sent as a file` : `${path} of ${step} could not be sent`,
    elements: [{ type: 'text', text: 'Files are not taken here from Pipehand, or this one is gone or too large.' }],
  };
}
