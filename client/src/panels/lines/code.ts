/** Whether a typed text is a number in both languages. */
export function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text)
}
