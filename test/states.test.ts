import { readFileSync } from "node:fs"
import { join } from "node:path"
import { EMPTY_WORLD, fold, PROCESS_STATES, processStates } from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { LEASE_STATES } from "../server/multiprocessing/src/queue/leases.ts"
import { RECORDER_STATES } from "../server/src/recording/recorder.ts"
import { task } from "../shared/src/world/entities/pool.ts"
import { recordedRuns } from "./support/recorded.ts"

const root = join(import.meta.dirname, "..")

/**
 * The arrows of each state diagram in a file; `[*]` is the state before the beginning and after the end. An arrow from
 * a state that contains other states stands for one arrow from each of those.
 */
function arrowsIn(file: string): string[][] {
  const text = readFileSync(join(root, file), "utf8")
  const diagrams = [...text.matchAll(/```mermaid\nstateDiagram-v2\n(.*?)```/gs)]
  return diagrams.map(([, body = ""]) => {
    const within = new Map(
      [...body.matchAll(/state (\w+) \{(.*?)\}/gs)].map(([, name = "", inner = ""]) => [name, namesIn(pairsIn(inner))]),
    )
    return pairsIn(body).flatMap(([from, to]) =>
      (within.get(from) ?? [from]).flatMap((one) => (within.get(to) ?? [to]).map((other) => `${one} --> ${other}`)),
    )
  })
}

const pairsIn = (text: string) =>
  [...text.matchAll(/^ +(\S+) --> ([^\s:]+)/gm)].map(([, from = "", to = ""]) => [from, to] as const)
const namesIn = (pairs: readonly (readonly [string, string])[]) => [...new Set(pairs.flat())]

const statesOf = (arrows: readonly string[] = []) =>
  [...new Set(arrows.flatMap((arrow) => arrow.split(" --> ")))].filter((state) => state !== "[*]").sort()

const [ofProcesses = [], ofTasks = []] = arrowsIn("shared/src/world/README.md")

describe("the state diagrams show the states that the code has:", () => {
  test.each([
    ["a process", ofProcesses, PROCESS_STATES],
    ["a task", ofTasks, task.shape.state.options],
    ["a lease of a queue", arrowsIn("server/multiprocessing/README.md")[0], LEASE_STATES],
    ["a recording", arrowsIn("server/src/recording/README.md")[0], RECORDER_STATES],
  ])("%s", (_, arrows, states) => {
    expect(statesOf(arrows)).toEqual([...states].sort())
  })
})

test.each(recordedRuns())("what happened in $name follows the arrows of processes and tasks", ({ events }) => {
  let world = EMPTY_WORLD
  let before = { processes: new Map<number, string>(), tasks: new Map<number, string>() }
  const seen = { processes: new Set<string>(), tasks: new Set<string>() }
  for (const event of events) {
    world = fold(world, [event])
    const now = {
      processes: new Map<number, string>(processStates(world)),
      tasks: new Map<number, string>(Object.values(world.tasks).map(({ id, state }) => [id, state])),
    }
    for (const kind of ["processes", "tasks"] as const) {
      for (const [id, state] of now[kind]) {
        const last = before[kind].get(id) ?? "[*]"
        if (last !== state) seen[kind].add(`${last} --> ${state}`)
      }
    }
    before = now
  }
  expect([...seen.processes].filter((arrow) => !ofProcesses.includes(arrow))).toEqual([])
  expect([...seen.tasks].filter((arrow) => !ofTasks.includes(arrow))).toEqual([])
  expect(seen.processes.size).toBeGreaterThan(2)
})
