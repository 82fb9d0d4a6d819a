/** Whether a typed text is a number in both Python and JavaScript. */
export function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text)
}
