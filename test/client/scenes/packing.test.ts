import { describe, expect, test } from "vitest"
import { hitAt } from "../../../client/src/scenes/timeline/hover.ts"
import { type Lane, lanesOf } from "../../../client/src/scenes/timeline/lanes.ts"
import { gapsOf } from "../../../client/src/scenes/timeline/packing.ts"
import { child, type Facts, historyOf, queueOf } from "./worlds.ts"

const MS = 1000

/** A command that runs from one time to another, ms. */
const command = (proc: number, argv: string[], from: number, to: number, more: object = {}): Facts => [
  child(proc, { name: "", argv, at: from * MS, ...more }),
  { type: "process.exited", proc, exitCode: 0, at: to * MS },
]

/** The facts in the order of their times. */
const inOrder = (...facts: Facts[]): Facts => {
  const timeOf = (fact: Facts[number]) => ("at" in fact ? (fact.at ?? 0) : 0)
  return facts.flat().sort((a, b) => timeOf(a) - timeOf(b))
}

/** A build of ten files, two at a time: file 1 takes 300 ms, the others 100 ms, so the second slot ends later. */
const build = inOrder(
  command(11, ["cc", "-c", "f1.c"], 100, 400),
  ...[2, 3, 4].map((file, place) =>
    command(10 + file, ["cc", "-c", `f${file}.c`], 100 + place * 100, 200 + place * 100),
  ),
  ...[5, 6, 7, 8].map((file, place) =>
    command(
      10 + file,
      ["cc", "-c", `f${file}.c`],
      400 + Math.floor(place / 2) * 100,
      500 + Math.floor(place / 2) * 100,
    ),
  ),
  command(19, ["cc", "-c", "f9.c"], 600, 700),
  command(20, ["ld", "-o", "app"], 800, 900),
)

const packedIn = (lanes: readonly Lane[]) => lanes.flatMap(({ packed }) => packed ?? [])
const namesIn = (lanes: readonly Lane[]) =>
  packedIn(lanes).map(({ bars }) => bars.filter(({ depth }) => depth === 0).map(({ name }) => name))

describe("packed lanes", () => {
  test("are as many as children ran at the same time, each with their bars in order", () => {
    const { lanes } = lanesOf(historyOf(build), { isPacked: true })
    expect(lanes.map(({ key }) => key)).toEqual(["p1", "p1k1", "p1k2"])
    expect(namesIn(lanes)).toEqual([
      ["cc f1.c", "cc f5.c", "cc f7.c", "cc f9.c", "ld app"],
      ["cc f2.c", "cc f3.c", "cc f4.c", "cc f6.c", "cc f8.c"],
    ])
  })

  test("mark the chain of processes that decided how long it took", () => {
    const { lanes } = lanesOf(historyOf(build), { isPacked: true })
    const critical = packedIn(lanes).flatMap(({ bars }) => bars.filter(({ isCritical }) => isCritical))
    const ends = critical.map(({ end }) => end).toSorted((a, b) => (a ?? 0) - (b ?? 0))
    expect(ends).toEqual([400, 500, 600, 700, 900].map((end) => end * MS))
  })

  test("say when a slot is idle, and what share of the time it was busy", () => {
    const [first, second] = packedIn(lanesOf(historyOf(build), { isPacked: true }).lanes)
    expect(first && gapsOf(first, 0)).toEqual([{ start: 700 * MS, end: 800 * MS }])
    expect(first?.busy).toBeCloseTo(7 / 8)
    expect(second && gapsOf(second, 0)).toEqual([{ start: 600 * MS, end: 900 * MS }])
  })

  test("are not made of a few children, nor of children that all run together", () => {
    const few = inOrder(
      ...[1, 2, 3].map((file) => command(10 + file, ["cc", `f${file}.c`], file * 100, file * 100 + 50)),
    )
    const together = Array.from({ length: 12 }, (_, place) => child(11 + place, { at: 100 * MS }))
    expect(packedIn(lanesOf(historyOf(few), { isPacked: true }).lanes)).toEqual([])
    expect(packedIn(lanesOf(historyOf(together), { isPacked: true }).lanes)).toEqual([])
  })

  test("leave a child that has a queue in a lane of its own", () => {
    const queue = { ...queueOf(3), proc: 30, at: 950 * MS } as Facts[number]
    const { lanes } = lanesOf(historyOf([...build, child(30, { at: 940 * MS }), queue]), { isPacked: true })
    expect(lanes.map(({ key }) => key)).toEqual(["p1", "p1k1", "p1k2", "p30", "q1"])
  })

  test("show descendants below their child, and find either by its time", () => {
    const facts = inOrder(build, command(40, ["cc1", "f1.c"], 110, 300, { parent: 11, ppid: 111 }))
    const history = historyOf(facts)
    const { lanes, find } = lanesOf(history, { isPacked: true })
    const lane = lanes[1] as Lane
    const named = (at: number, isOnStrip: boolean) =>
      hitAt(history, lane, { at: at * MS, reach: 0, isOnStrip }, 900 * MS).bar?.name
    expect([named(200, false), named(200, true), named(350, true)]).toEqual(["cc f1.c", "cc1 f1.c", "cc f1.c"])
    expect(hitAt(history, lane, { at: 750 * MS, reach: 0, isOnStrip: false }, 900 * MS)).toMatchObject({
      bar: null,
      gap: { start: 700 * MS, end: 800 * MS },
    })
    expect(find(40, null)?.key).toBe("p1k1")
  })

  test("keep their lane while more children come", () => {
    const lanesAfter = (count: number) => namesIn(lanesOf(historyOf(build.slice(0, count)), { isPacked: true }).lanes)
    const last = lanesAfter(build.length)
    for (let count = 18; count < build.length; count++) {
      for (const [slot, names] of lanesAfter(count).entries()) expect(last[slot]?.slice(0, names.length)).toEqual(names)
    }
  })
})

describe("without helpers", () => {
  test("a shell that only starts one program is left out, and its program stands in its place", () => {
    const facts = inOrder(
      command(11, ["/bin/sh", "-c", "cc -c f1.c"], 100, 400),
      command(12, ["cc", "-c", "f1.c"], 102, 399, { parent: 11, ppid: 111 }),
      command(13, ["rm", "-f", "f1.d"], 400, 403),
      command(14, ["python3", "-c", "tracker"], 100, 500, { role: "helper" }),
      command(15, ["/bin/sh", "build.sh"], 500, 900),
      command(16, ["cc", "a.c"], 510, 600, { parent: 15, ppid: 115 }),
      command(17, ["cc", "b.c"], 610, 890, { parent: 15, ppid: 115 }),
    )
    const keys = (hidesHelpers: boolean) =>
      lanesOf(historyOf(facts), { hidesHelpers }).lanes.map(({ key, level }) => `${key} ${level}`)
    expect(keys(true)).toEqual(["p1 0", "p12 1", "p15 1", "p16 2", "p17 2"])
    expect(keys(false)).toHaveLength(8)
  })
})
