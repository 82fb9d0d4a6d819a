import { describe, expect, test } from "vitest"
import { sentenceIn } from "../../support/sentences.ts"
import {
  acquiring,
  exited,
  type Facts,
  joining,
  type Loose,
  line,
  linesOf,
  lock,
  look,
  only,
  program,
  reaped,
  SECOND,
  spawned,
} from "./support.ts"

const LATER = 2 * SECOND
const two: Facts = [...program(), ...spawned(2, "left"), ...spawned(3, "right")]
const joins = (proc: number) => joining(1, { proc }, 90, 40, 600_000)
const failed = (proc: number): Facts => [
  { type: "process.raised", proc, at: 290_000, error: { name: "KeyError", message: "'x'" }, site: line(70) },
  exited(proc, 300_000, 1),
  reaped(proc, 300_000, 1),
]
const signaled = (proc: number, id: number, at: number, value: number): Loose => ({
  type: "lock.released",
  ...{ proc, tid: 100 * proc, lock: id, at, value, site: line(60) },
})

describe("a barrier", () => {
  const barrier: Facts = [...two, lock(1, "barrier", 3)]

  test("to which too few come is found, with how many came and who failed", () => {
    const { found } = look(
      LATER,
      ...barrier,
      acquiring(2, 1, 1, 11, 100_000),
      ...failed(3),
      acquiring(1, 1, 2, 12, 310_000),
    )
    const finding = only(found, "deadlock")
    expect(finding.text.key).toBe("deadlock.barrierFailed")
    expect(finding.processes).toEqual([1, 2])
    expect(sentenceIn(finding, "en").text).toContain(
      "2 of 3 came. right (300) failed before: KeyError: 'x' (program.py:70)",
    )
    expect(linesOf(finding)).toEqual([
      [1, 12],
      [2, 11],
      [3, 70],
    ])
  })

  test("is no finding while somebody may still come", () => {
    expect(look(LATER, ...barrier, acquiring(2, 1, 1, 11, 100_000), acquiring(1, 1, 2, 12, 310_000)).kinds).toEqual([])
  })
})

describe("a wait that nobody is left to end", () => {
  test("for a condition names the notify that came too early", () => {
    const facts = [...two, lock(1, "condition", 0), signaled(3, 1, 200_000, 0), exited(3, 300_000), reaped(3, 300_000)]
    const { found } = look(LATER, ...facts, acquiring(2, 1, 1, 11, 400_000), joins(2))
    const finding = only(found, "deadlock")
    expect(finding.text.key).toBe("deadlock.missed")
    expect(sentenceIn(finding, "en").text).toContain("right (300) called notify() (program.py:60) before that")
  })

  test("for an event names the set that was cleared again", () => {
    const facts = [...two, lock(1, "event", 0), signaled(3, 1, 200_000, 1), signaled(3, 1, 210_000, 0)]
    const ended = [exited(3, 300_000), reaped(3, 300_000)]
    const { found } = look(LATER, ...facts, ...ended, acquiring(2, 1, 1, 11, 400_000), joins(2))
    expect(only(found, "deadlock").text.key).toBe("deadlock.cleared")
  })

  test("for an event names who failed before it could set it", () => {
    const facts = [...two, lock(1, "event", 0), ...failed(3), acquiring(2, 1, 1, 11, 400_000), joins(2)]
    const finding = only(look(LATER, ...facts).found, "deadlock")
    expect(finding.text.key).toBe("deadlock.eventFailed")
    expect(sentenceIn(finding, "en").text).toContain("right (300) failed before: KeyError: 'x'")
  })

  test("is no finding in a main thread that a signal to end may wake", () => {
    const handler: Loose = { type: "process.handler.set", proc: 1, signal: "SIGTERM", isFunction: true }
    const waits = [lock(1, "event", 0), acquiring(1, 1, 1, 11, 400_000)]
    expect(look(LATER, ...program(), handler, ...waits).kinds).toEqual([])
    expect(look(LATER, ...program(), ...waits).kinds).toEqual(["deadlock"])
  })
})
