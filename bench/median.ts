/** The middle value: a burst of load on the machine moves it least. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which that part of all values is. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}
