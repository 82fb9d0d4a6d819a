/** Whether a typed text is a number in both Python and JavaScript. */
export function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text)
}

/** Text as a string literal: all escapes of JSON are valid in Python and in JavaScript. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}
