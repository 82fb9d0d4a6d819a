// @vitest-environment jsdom
import { EMPTY_WORLD, fold, KEEP } from "@forkscope/shared/world"
import { beforeEach, describe, expect, test } from "vitest"
import { DEMO, Session } from "../../../client/src/store/session.ts"
import { mainRun, numbered } from "../../support/events.ts"
import { record, recordedRuns } from "../../support/recorded.ts"
import { openSession, RUN } from "../openSession.ts"

beforeEach(() => history.replaceState(null, "", "/"))

const older = { ...RUN, id: "r2", startedAt: RUN.startedAt - 1000 }
/** Waits for the answers to commands, which come in a later turn of the event loop. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

describe("the first visit", () => {
  test("with no runs begins a pool of three with ten tasks", async () => {
    const { sent, watched } = openSession({ runs: [] })
    await settled()
    expect(sent.map(({ name }) => name)).toEqual(["lab.create", "lab.submit", "lab.submit"])
    expect(sent.slice(1).map(({ input }) => input)).toEqual(DEMO.lines.map((code) => ({ run: "r9", code })))
    expect(watched).toEqual(["r9"])
  })

  test("begins the lab only once, even if the list of runs comes again before the lab is in it", async () => {
    const { sent, session, feed } = openSession({ runs: [] })
    feed.onRuns([])
    await settled()
    feed.onRuns([])
    await settled()
    expect(sent.filter(({ name }) => name === "lab.create")).toHaveLength(1)
    expect(session.facts.getState().run).toBe("r9")
  })

  test("keeps showing a recording that was opened while the lab was being created", async () => {
    const [{ events } = { events: [] }] = recordedRuns()
    const { session, sent, watched } = openSession({ runs: [], recording: await record(events) })
    await session.playback.open("rec-1")
    await settled()
    expect(sent.map(({ name }) => name)).toEqual(["lab.create", "lab.submit", "lab.submit"])
    expect(watched).not.toContain("r9")
    expect(session.time.getState().id).toBe("rec-1")
    expect(session.facts.getState().world.run?.name).toBe(fold(EMPTY_WORLD, events).run?.name)
  })

  test("with the read-only token begins nothing", async () => {
    const { sent } = openSession({ runs: [], welcome: { canAct: false } })
    await settled()
    expect(sent).toEqual([])
  })

  test("with runs watches the newest", () => {
    const { watched } = openSession({ runs: [older, RUN] })
    expect(watched).toEqual(["r1"])
    expect(location.hash).toBe("#run=r1")
  })

  test("with a link watches the run that it names", () => {
    history.replaceState(null, "", "/#run=r2&view=events")
    const { watched, session } = openSession({ runs: [older, RUN] })
    expect(watched).toEqual(["r2"])
    expect(session.page.getState().tab).toBe("events")
  })

  test("without a token says so", () => {
    const session = new Session()
    session.start(() => null)
    expect(session.page.getState().connection).toBe("tokenMissing")
  })
})

describe("a link to a moment", () => {
  const run = { ...RUN, recording: "rec-1" }
  const [{ events } = { events: [] }] = recordedRuns()

  /** Opens the link and waits until its recording is shown. */
  async function follow(hash: string) {
    history.replaceState(null, "", `/${hash}`)
    const { session } = openSession({ runs: [run], recording: await record(events) })
    await expect.poll(() => session.playback.player.isOpen).toBe(true)
    return session
  }

  test("of a run of this server opens the run at that moment, and leads back to the run", async () => {
    const session = await follow("#run=r1&recording=rec-1&at=20&select=process.1")
    expect(session.facts.getState()).toMatchObject({ run: "r1", world: { seq: 20 } })
    expect(location.hash).toBe("#run=r1&recording=rec-1&at=20&select=process.1")
    session.playback.live()
    expect(location.hash).toBe("#run=r1&select=process.1")
  })

  test("of an earlier server does not open the run of this server with the same id", async () => {
    const session = await follow("#run=r1&recording=rec-0&at=20")
    expect(session.facts.getState()).toMatchObject({ run: null, world: { seq: 20 } })
    expect(location.hash).toBe("#recording=rec-0&at=20")
  })

  test("whose recording cannot be fetched shows an error and the newest run", async () => {
    history.replaceState(null, "", "/#recording=gone&at=20")
    const { session } = openSession({ runs: [run] })
    await expect.poll(() => session.facts.getState().run).toBe("r1")
    expect(session.toasts.getState().notifications).toMatchObject([{ title: "time.noRecording" }])
  })
})

test("a run that is chosen while a recording is being read is shown, and not the recording", async () => {
  const [{ events } = { events: [] }] = recordedRuns()
  const { session, watched } = openSession({ runs: [older, RUN], recording: await record(events) })
  const opened = session.playback.open("rec-1")
  await settled()
  session.watch("r2")
  await opened
  expect(session.playback.player.isOpen).toBe(false)
  expect(session.facts.getState().run).toBe("r2")
  expect(watched.at(-1)).toBe("r2")
})

describe("time before the page began to watch", () => {
  // More sleeps than a world keeps: the first ones are no longer in its rings.
  const sleeps = Array.from({ length: 3 * KEEP.slices }, (_, n) => [
    { type: "sleep.started" as const, proc: 1, op: n + 1, seconds: 0.001 },
    { type: "sleep.finished" as const, proc: 1, op: n + 1 },
  ]).flat()
  const events = numbered(...mainRun(), ...sleeps)
  const lookBack = { start: 0, end: 1000 }

  function join(recording?: Uint8Array) {
    const { session, feed } = openSession({ runs: [RUN], ...(recording ? { recording } : {}) })
    feed.onSnapshot({ run: "r1", world: fold(EMPTY_WORLD, events), tail: [] })
    expect(session.facts.getState().history.from).toBeGreaterThan(0)
    return session
  }

  test("is fetched when the user looks there", async () => {
    const session = join(await record(events))
    session.showWindow(lookBack)
    await expect.poll(() => session.facts.getState().history.from).toBe(0)
    expect(session.facts.getState().history.world).toEqual(session.facts.getState().world)
  })

  test("is requested again after a failed request, and the failure is shown", async () => {
    const session = join()
    const toasts = () => session.toasts.getState().notifications.map(({ title }) => title)
    session.showWindow(lookBack)
    await expect.poll(toasts).toEqual(["time.noPast"])
    session.showWindow(lookBack)
    await expect.poll(toasts).toEqual(["time.noPast", "time.noPast"])
  })
})

test("going back returns to what was selected before", async () => {
  const { session } = openSession()
  session.select({ kind: "process", id: 2 })
  session.select({ kind: "queue", id: 1 })
  const returned = new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }))
  history.back()
  await returned
  expect(session.page.getState().selected).toEqual({ kind: "process", id: 2 })
})

test("when a shown run is removed, the newest run is shown", () => {
  const { watched, feed } = openSession({ runs: [older, RUN] })
  feed.onRuns([older])
  expect(watched.at(-1)).toBe("r2")
})
