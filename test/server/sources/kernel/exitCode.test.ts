import { expect, test } from "vitest"
import { exitCodeOf } from "../../../../server/src/sources/kernel/exitCode.ts"

test.each([
  [0x0000, 0],
  [0x0700, 7],
  [0xff00, 255],
  [0x000f, -15],
  [0x0009, -9],
  [0x008b, -11],
])("the wait status %i means exit code %i", (status, exitCode) => {
  expect(exitCodeOf(status)).toBe(exitCode)
})
