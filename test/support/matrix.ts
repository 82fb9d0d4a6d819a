/** In `npm run test:matrix` every combination is tried; in `npm test` each value of each once. */
export const isFullMatrix = process.env.TEST_MATRIX === "full"

/** How a page can look: theme and language. English comes last, for the tests that go on with the page. */
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
