/** `npm run test:matrix` tries every combination; `npm test` tries each value once. */
export const isFullMatrix = process.env.TEST_MATRIX === "full"

/** The theme and the language of a page. English comes last, for the tests that continue with the same page. */
export const LOOKS: readonly (readonly ["light" | "dark", "en" | "zh"])[] = [
  ["dark", "zh"],
  ...(isFullMatrix
    ? ([
        ["dark", "en"],
        ["light", "zh"],
      ] as const)
    : []),
  ["light", "en"],
]
