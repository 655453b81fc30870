const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

/** True for a whole number as people and job files write it: `7`, `-7`, `007`. */
export function isIntegerText(text: string): boolean {
  return /^[-+]?\d+$/.test(text);
}

/** True for a number as people and job files write it, however large: `0.5`, `.5`, `1e-3`. */
export function isDecimalText(text: string): boolean {
  return decimal.test(text);
}
