/** A step and the steps it needs. */
interface Needing {
  name: string;
  needs: readonly string[];
}

/** The steps of one circle of needs, in the order they wait for each other; undefined when there is none. Linear. */
export function findCycle<Step extends Needing>(steps: readonly Step[]): readonly Step[] | undefined {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const finished = new Set<Step>();
  for (const start of steps) {
    const path: { step: Step; needs: string[] }[] = [];
    const onPath = new Set<Step>();
    const enter = (step: Step) => {
      path.push({ step, needs: [...step.needs] });
      onPath.add(step);
    };
    if (!finished.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const name = top.needs.pop();
      const next = name === undefined ? undefined : byName.get(name);
      if (next && onPath.has(next))
        return path.slice(path.findIndex(({ step }) => step === next)).map(({ step }) => step);
      if (next && !finished.has(next)) enter(next);
      if (name !== undefined) continue;
      finished.add(top.step);
      onPath.delete(top.step);
      path.pop();
    }
  }
  return undefined;
}
