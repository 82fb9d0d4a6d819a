import { defineConfig } from "vitest/config"

/** One project for each kind of test; `npm test` runs all projects but `adversarial`, `cpython` and `real`. */
const project = (name: string, include: string[], more: object = {}) => ({
  extends: true as const,
  test: { name, include, ...more },
})

export default defineConfig({
  test: {
    pool: "forks",
    // One test file per core: most tests wait for processes more than they compute.
    maxWorkers: "100%",
    globalSetup: ["./support/nothingLeft.ts"],
    // So long that only something that never happens reaches it, even on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
    projects: [
      // --expose-gc: a test of memory measures what is still referenced, not garbage. Not isolated: loading the modules
      // takes a sixth of the CPU time otherwise.
      project("unit", ["{shared,server}/**/*.test.ts", "*.test.ts"], {
        execArgv: ["--expose-gc"],
        isolate: false,
        setupFiles: ["./support/equalRings.ts"],
      }),
      // Not isolated: loading the page's modules takes longer than most of these tests. A file that needs a document says
      // so in its first line, since making one takes a second.
      project("component", ["client/**/*.test.{ts,tsx}"], {
        isolate: false,
        setupFiles: ["./support/patience.ts", "./support/equalRings.ts"],
      }),
      project("browser", ["e2e/**/*.test.ts"], {
        isolate: false,
        globalSetup: ["./support/nothingLeft.ts", "./support/globalSetup.ts"],
        setupFiles: ["./support/equalRings.ts", "./support/shownAtFailure.ts"],
        testTimeout: 240_000,
      }),
      // They measure time, so nothing runs beside them.
      project("cpython", ["cpython/**/*.test.ts"], { maxWorkers: 1, testTimeout: 3_600_000 }),
      project("real", ["real/**/*.test.ts"], { maxWorkers: 1, testTimeout: 1_200_000 }),
      project("adversarial", ["adversarial/**/*.test.ts"], { maxWorkers: 1, testTimeout: 300_000 }),
    ],
  },
})
