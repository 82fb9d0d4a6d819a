/** Words split as by a shell, or why the line cannot be split. */
export type Words =
  | { readonly ok: true; readonly words: string[] }
  | { readonly ok: false; readonly open: "'" | '"' | "\\" }

/**
 * Splits a line into words as a shell does: at blanks, except inside quotes or after a backslash.
 *
 * Nothing else is special: `$HOME`, `*.py` and `;` are ordinary words. Example: `-n 3 "two words"` → three words.
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
      // Inside double quotes a backslash escapes only a double quote or a backslash.
      word = (word ?? "") + (quote === '"' && next !== '"' && next !== "\\" ? `\\${next}` : next)
      place++
    } else word = (word ?? "") + character
  }
  if (quote !== null) return { ok: false, open: quote }
  if (word !== null) words.push(word)
  return { ok: true, words }
}

/** The inverse of `splitWords`: a line that it splits into these words. */
export function joinWords(words: readonly string[]): string {
  return words.map((word) => (/^[^\s'"\\]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ")
}
