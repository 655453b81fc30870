import type { Asked } from '../../src/commands/verb.ts';
import type { Deliveries } from '../../src/delivery/deliveries.ts';
import type { Notices } from '../../src/notifications/notices.ts';

/** What a line is given that is carried out only once. */
export function carriedOutOnce(own: { notices: Notices; deliveries: Deliveries }): Pick<Asked, 'intend' | 'change'> {
  return { intend: (decide) => decide(), change: (make) => make(own) };
}
