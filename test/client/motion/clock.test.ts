import { expect, test } from "vitest"
import { Clock } from "../../../client/src/motion/clock.ts"

test("between two worlds the run's time advances with the wall clock", () => {
  const clock = new Clock()
  clock.follow(1_000_000, 1, 0)
  expect(clock.now(50)).toBe(1_050_000)
})

test("a world that comes a little late does not turn the time back", () => {
  const clock = new Clock()
  clock.follow(1_000_000, 1, 0)
  clock.now(100)
  clock.follow(1_080_000, 1, 110)
  expect(clock.now(110)).toBe(1_110_000)
  expect(clock.now(200)).toBe(1_170_000)
})

test("a jump to another time is followed at once, in both directions", () => {
  const clock = new Clock()
  clock.follow(9_000_000, 1, 0)
  clock.follow(2_000_000, 1, 20)
  expect(clock.now(20)).toBe(2_000_000)
})

test("the time of a run that stands still stands still too", () => {
  const clock = new Clock()
  clock.follow(3_000_000, 0, 0)
  expect(clock.now(5000)).toBe(3_000_000)
})
