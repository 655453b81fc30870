import { deliveryBugs } from './delivery-bugs.ts';
import { endingBugs } from './ending-bugs.ts';
import { engineBugs } from './engine-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';
import { processBugs } from './process-bugs.ts';
import { requestBugs } from './request-bugs.ts';
import { watchingBugs } from './watching-bugs.ts';

/** The mistakes a reader would believe in. Each replaces one piece of the product in a temporary copy of it. */
export const plantedBugs: readonly PlantedBug[] = [
  ...engineBugs,
  ...requestBugs,
  ...deliveryBugs,
  ...processBugs,
  ...endingBugs,
  ...watchingBugs,
];
