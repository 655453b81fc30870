/** Whether a text is a whole number as a number input writes it: nothing is lost when it is read as one. */
export function isWholeNumber(text: string): boolean {
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text);
}
