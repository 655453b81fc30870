import { deliveryBugs } from './delivery-bugs.ts';
import { engineBugs } from './engine-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';
import { processBugs } from './process-bugs.ts';

/** The mistakes a reader would believe in. Each replaces one piece of the product in a temporary copy of it. */
export const plantedBugs: readonly PlantedBug[] = [...engineBugs, ...deliveryBugs, ...processBugs];
