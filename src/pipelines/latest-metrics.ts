import type { Metric } from './types.ts';

/** The latest value of each name; where several steps logged one name, each keeps its own as `step.name`. */
export function latestMetrics(metrics: readonly Metric[]): Record<string, number> {
  const stepsOf = new Map<string, Set<string>>();
  for (const { name, step } of metrics) stepsOf.set(name, (stepsOf.get(name) ?? new Set()).add(step));
  const latest = metrics.map(({ name, step, value }) => {
    const shared = (stepsOf.get(name)?.size ?? 0) > 1;
    return [shared ? `${step}.${name}` : name, value] as const;
  });
  return Object.fromEntries(latest);
}
