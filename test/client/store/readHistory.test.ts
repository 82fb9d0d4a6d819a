import { History } from "@forkscope/shared/history"
import { Recording } from "@forkscope/shared/recording"
import { expect, test } from "vitest"
import { readHistory } from "../../../client/src/store/readHistory.ts"
import { mainRun, numbered } from "../../support/events.ts"
import { record } from "../../support/recorded.ts"

/** So many that they are not read in one turn of the page. */
const events = numbered(
  ...mainRun(),
  ...Array.from({ length: 20_000 }, (_, n) => [
    { type: "sleep.started" as const, proc: 1, op: n + 1, seconds: 0.001 },
    { type: "sleep.finished" as const, proc: 1, op: n + 1 },
  ]).flat(),
)

test("a history waits for what goes before it, and is then read to its end", async () => {
  const recording = await Recording.open(await record(events))
  const history = new History()
  let goOn: (() => void) | undefined
  const done = readHistory(recording, history, {
    isWanted: () => true,
    first: () => (goOn ? Promise.resolve() : new Promise<void>((resolve) => (goOn = resolve))),
  })
  await expect.poll(() => goOn).toBeDefined()
  expect(history.world.seq).toBeGreaterThan(0)
  expect(history.world.seq).toBeLessThan(events.length)
  goOn?.()
  await done
  expect(history.world.seq).toBe(events.length)
})

test("a history that nobody wants any longer is not read on", async () => {
  const recording = await Recording.open(await record(events))
  const history = new History()
  let isWanted = true
  await readHistory(recording, history, {
    isWanted: () => isWanted,
    first: async () => {
      isWanted = false
    },
  })
  expect(history.world.seq).toBeLessThan(events.length)
})
