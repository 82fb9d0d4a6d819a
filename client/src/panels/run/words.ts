/** Words as a shell splits them, or what keeps them from being words. */
export type Words =
  | { readonly ok: true; readonly words: string[] }
  | { readonly ok: false; readonly open: "'" | '"' | "\\" }

/**
 * Splits a line into words as a shell does: at blanks, except inside quotes or after a backslash.
 *
 * Nothing else is special: `$HOME`, `*.py` and `;` are words like any other. Example: `-n 3 "two words"` → three words.
 */
export function splitWords(line: string): Words {
  const words: string[] = []
  let word: string | null = null
  let quote: "'" | '"' | null = null
  const characters = [...line]
  for (let place = 0; place < characters.length; place++) {
    const character = characters[place] as string
    if (quote === null && /\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else if (quote === null && (character === "'" || character === '"')) {
      quote = character
      word ??= ""
    } else if (character === quote) quote = null
    else if (character === "\\" && quote !== "'") {
      const next = characters[place + 1]
      if (next === undefined) return { ok: false, open: "\\" }
      // Inside double quotes a backslash guards only what would end or escape them.
      word = (word ?? "") + (quote === '"' && next !== '"' && next !== "\\" ? `\\${next}` : next)
      place++
    } else word = (word ?? "") + character
  }
  if (quote !== null) return { ok: false, open: quote }
  if (word !== null) words.push(word)
  return { ok: true, words }
}

/** The line that `splitWords` splits into these words. */
export function joinWords(words: readonly string[]): string {
  return words.map((word) => (/^[^\s'"\\]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ")
}
