import { defineConfig } from "vitest/config"

/** One project for each kind of test; `npm test` runs all but the hostile ones. */
const project = (name: string, include: string[], more: object = {}) => ({
  extends: true as const,
  test: { name, include, ...more },
})

export default defineConfig({
  test: {
    pool: "forks",
    globalSetup: ["./support/privateData.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      // gc: a test of memory measures what is held, not what was left behind.
      project("unit", ["{shared,server}/**/*.test.ts", "*.test.ts"], { execArgv: ["--expose-gc"] }),
      project("component", ["client/**/*.test.{ts,tsx}"], { environment: "jsdom" }),
      project("browser", ["e2e/**/*.test.ts"], {
        globalSetup: ["./support/privateData.ts", "./support/globalSetup.ts"],
        fileParallelism: false,
        testTimeout: 60_000,
      }),
      project("adversarial", ["adversarial/**/*.test.ts"], { fileParallelism: false, testTimeout: 300_000 }),
    ],
  },
})
