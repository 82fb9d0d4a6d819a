import type { Fact } from "@forkscope/shared/events"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { Log } from "../../../server/src/log/log.ts"
import { type Fixture, startFixture } from "../http/fixture.ts"
import { openViewer, rawViewer, type TestViewer } from "./client.ts"

let server: Fixture
let log: Log
let run: string
let runs = 0
beforeAll(async () => {
  server = await startFixture()
})
beforeEach(() => {
  runs += 1
  run = `r${runs}`
  log = server.addRun(run)
})
afterAll(() => server.close())

const said = (text: string): Fact => ({ type: "output.written", at: log.seq, src: "run", stream: "stdout", text })
const caughtUp = (viewer: TestViewer) => viewer.until(() => viewer.world.seq === log.seq)
const watch = (viewer: TestViewer, id: string | null) => viewer.socket.emitWithAck("watch", id)
const view = (id: string | null = run) => openViewer(server.port, server.tokens.watch, id)

/** Appends events over some frames; resolves after the last frame. */
async function happen(events: number, size = 20, frames = 5): Promise<void> {
  for (let frame = 0; frame < frames; frame++) {
    for (let n = 0; n < events / frames; n++) log.append(said(`${log.seq} `.padEnd(size, "x")))
    await nextFrame()
  }
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const stop = log.subscribe(() => {
      stop()
      resolve()
    })
  })
}

/** The world after conversion to JSON and back, which drops `undefined`. */
const sent = (value: unknown) => JSON.parse(JSON.stringify(value))

describe("a viewer", () => {
  it("is welcomed and gets the list of runs, now and whenever it changes", async () => {
    const viewer = await view(null)
    expect(viewer.welcome).toMatchObject({ version: "0.0.0", canAct: false, watchToken: null })
    expect(viewer.lists.at(-1)).toContain(run)
    server.addRun("r900")
    await viewer.until(() => viewer.lists.at(-1)?.includes("r900") === true)
    server.removeRun("r900")
    await viewer.until(() => viewer.lists.at(-1)?.includes("r900") === false)
    viewer.close()
  })

  it("gets a snapshot and then every frame, whenever it joins", async () => {
    const viewers: TestViewer[] = []
    for (let round = 0; round < 6; round++) {
      // In the middle of a frame: some events have their numbers but are not yet in the log's world.
      log.append(said("just now"))
      viewers.push(await view())
      await happen(300)
    }
    for (const viewer of viewers) {
      await caughtUp(viewer)
      expect(viewer.world).toEqual(sent(log.world))
      expect(viewer.messages.map(({ type }) => type).indexOf("batch")).not.toBe(0)
      expect(viewer.messages.filter(({ type }) => type === "snapshot")).toHaveLength(1)
      viewer.close()
    }
  })

  it("sees after a reconnect exactly what it would have seen", async () => {
    const steady = await view()
    const torn = await view()
    await happen(200)
    torn.socket.io.engine.close()
    await happen(500)
    await torn.until(() => torn.messages.filter(({ type }) => type === "snapshot").length === 2)
    await happen(200)
    await Promise.all([caughtUp(steady), caughtUp(torn)])
    expect(torn.world).toEqual(steady.world)
    expect(torn.world).toEqual(sent(log.world))
    steady.close()
    torn.close()
  })

  it("watches one run at a time", async () => {
    const viewer = await view()
    await happen(10)
    await caughtUp(viewer)
    const other = server.addRun("r901")
    other.append(said("elsewhere"))
    other.flush()
    expect(await watch(viewer, "r901")).toEqual({ ok: true })
    await viewer.until(() => viewer.messages.at(-1)?.run === "r901")
    await happen(10)
    expect(viewer.world).toEqual(sent(other.world))
    expect(await watch(viewer, null)).toEqual({ ok: true })
    const heard = viewer.messages.length
    other.append(said("unheard"))
    other.flush()
    await watch(viewer, null)
    expect(viewer.messages).toHaveLength(heard)
    viewer.close()
  })

  it("gets small frames as plain text and large ones compressed", async () => {
    const viewer = await view()
    await viewer.until(() => viewer.messages.length > 0)
    await happen(1, 20, 1)
    await happen(1000, 20, 1)
    await caughtUp(viewer)
    const [small, large] = viewer.messages.slice(-2).map(({ bytes }) => bytes)
    expect(small).toBeLessThan(200)
    expect(large).toBeLessThan(20 * 1000)
    viewer.close()
  })
})

describe("a viewer that stops reading", () => {
  it("makes the server's memory grow by no more than its bound, and gets a new snapshot when it reads again", async () => {
    const viewer = await view()
    const steady = await view()
    await happen(10)
    await caughtUp(viewer)
    const stalled = rawSocketOf(viewer)
    stalled.pause()

    const frame = () => {
      // About 300 kB that gzip cannot shrink much, so that the kernel's socket buffers are soon full.
      for (let n = 0; n < 150; n++) log.append(said(Array.from({ length: 160 }, () => Math.random()).join()))
      return nextFrame()
    }
    const frames = async () => {
      for (let n = 0; n < 60; n++) {
        await frame()
        // Wait for the viewer that reads: on a busy machine the frames would come faster than it can take them.
        await caughtUp(steady)
      }
    }
    await frames()
    const before = await heldAfterCollection()
    await frames()
    // Another thread frees the buffers that a collection finds: on a busy machine this takes a while. The time is below
    // that after which the server disconnects the viewer, which would free its backlog.
    await expect
      .poll(async () => (await heldAfterCollection()) - before, {
        message: "bytes that 60 more frames of 200 kB added",
        timeout: 10_000,
      })
      .toBeLessThan(4 * 2 ** 20)

    stalled.resume()
    await happen(10)
    await Promise.all([caughtUp(viewer), caughtUp(steady)])
    const kinds = viewer.messages.map(({ type }) => type)
    expect(kinds.filter((kind) => kind === "snapshot").length).toBeGreaterThanOrEqual(2)
    expect(kinds.length, "most of the backlog was never sent").toBeLessThan(steady.messages.length - 30)
    expect(viewer.world).toEqual(sent(log.world))
    expect(steady.messages.filter(({ type }) => type === "snapshot")).toHaveLength(1)
    viewer.close()
    steady.close()
  }, 60_000)

  it("is disconnected when it keeps asking and reads no answer", async () => {
    const asker = await rawViewer(server.port, server.tokens.watch)
    asker.socket.pause()
    const question = `["command","${"n".repeat(100)}",null]`
    await new Promise<void>((resolve) => {
      asker.socket.once("close", resolve).on("error", () => {})
      const ask = () => {
        if (asker.socket.destroyed) return
        for (let n = 0; n < 500; n++) asker.send(`42${n}${question}`)
        setImmediate(ask)
      }
      ask()
    })
    const other = await view()
    expect(await watch(other, run)).toEqual({ ok: true })
    other.close()
  })

  it("does not delay the end of the server", async () => {
    const ending = await startFixture()
    const busy = ending.addRun("r1")
    const viewer = await openViewer(ending.port, ending.tokens.watch, "r1")
    viewer.socket.io.reconnection(false)
    rawSocketOf(viewer).pause()
    for (let n = 0; n < 40; n++) {
      for (let m = 0; m < 1000; m++) busy.append(said(Array.from({ length: 40 }, () => Math.random()).join()))
      busy.flush()
    }
    await ending.close()
    viewer.close()
  })
})

/** The TCP connection of a viewer. */
function rawSocketOf(viewer: TestViewer): import("node:net").Socket {
  return (viewer.socket.io.engine.transport as unknown as { ws: { _socket: import("node:net").Socket } }).ws._socket
}

/** Bytes held outside the JavaScript heap, which is where buffers are, after a garbage collection. */
async function heldAfterCollection(): Promise<number> {
  expect(globalThis.gc, "node runs with --expose-gc, see vitest.config.ts").toBeTypeOf("function")
  for (let times = 0; times < 2; times++) {
    globalThis.gc?.()
    await new Promise(setImmediate)
  }
  return process.memoryUsage().arrayBuffers
}
