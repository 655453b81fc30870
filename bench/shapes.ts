/** What every step of every shape does. */
export const command = ':';

/** A pipeline of trivial steps in levels: each step needs every step of the level before it. */
export interface Shape {
  name: string;
  /** Steps in each level. */
  levels: readonly number[];
  /** Times the spawn floor that are allowed. */
  target: number;
}

export const shapes: readonly Shape[] = [
  { name: '200 independent', levels: [200], target: 2 },
  { name: 'chain of 100', levels: Array.from({ length: 100 }, () => 1), target: 2.5 },
  { name: '1-100-1', levels: [1, 100, 1], target: 2 },
  { name: '2,000 independent', levels: [2_000], target: 2 },
];

/** The steps of a shape by name, with the names of those they need. */
export function stepsOf({ levels }: Shape): { name: string; needs: readonly string[] }[] {
  const names = levels.map((width, level) => Array.from({ length: width }, (_, at) => `s${level}_${at}`));
  return names.flatMap((level, at) => level.map((name) => ({ name, needs: names[at - 1] ?? [] })));
}
