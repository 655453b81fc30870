import { benchDelivery } from './delivery.ts';
import { benchEngine } from './engine.ts';
import { benchLine } from './line.ts';
import { benchSlack } from './slack.ts';

// One after the other: two measurements at a time would measure each other.
const met = [await benchLine(), await benchSlack(), await benchDelivery(), await benchEngine()];
process.exitCode = met.every(Boolean) ? 0 : 1;
