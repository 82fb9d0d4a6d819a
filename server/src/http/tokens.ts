import { createHash, timingSafeEqual } from "node:crypto"

/** What the holder of a token may do. */
export type Access = "act" | "watch"

/** The secrets of one server, 256 random bits each. `act` allows everything, `watch` only looking. */
export type Tokens = Readonly<Record<Access, string>>

const digest = (text: string) => createHash("sha256").update(text).digest()

/**
 * Returns the function that says what a token allows; null: nothing. It compares digests of equal length in constant
 * time, and always both, so the time shows neither the length of a token nor the position of the first wrong character.
 */
export function tokenChecker(tokens: Tokens): (token: unknown) => Access | null {
  const act = digest(tokens.act)
  const watch = digest(tokens.watch)
  return (token) => {
    if (typeof token !== "string") return null
    const given = digest(token)
    const isAct = timingSafeEqual(given, act)
    const isWatch = timingSafeEqual(given, watch)
    if (isAct) return "act"
    return isWatch ? "watch" : null
  }
}

/** The token in an `Authorization: Bearer …` header. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer ([\w-]+)$/i.exec(header ?? "")?.[1]
}
