import { once } from "node:events"
import { connect } from "node:net"
import type { Refusal } from "@forkscope/shared/socket"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { call, type Fixture, startFixture } from "../http/fixture.ts"
import { handshake, openSocket, openViewer, rawViewer } from "./client.ts"

let server: Fixture
beforeAll(async () => {
  server = await startFixture({ maxViewers: 3 })
})
afterEach(() => expect(server.calls, "a refused handshake or call must change nothing").toEqual([]))
afterAll(() => server.close())

/** The server's answer to a handshake: the status, and the code if it is a refusal. */
async function shake(headers: Record<string, string | null> = {}, path?: string) {
  const socket = connect(server.port, "127.0.0.1")
  socket.end(handshake(server.port, headers, path))
  let text = ""
  socket.setEncoding("utf8").on("data", (part) => {
    text += part
  })
  await once(socket, "close")
  const [head = "", body = ""] = text.split("\r\n\r\n")
  return { status: Number(head.split(" ")[1]), code: body.startsWith("{") ? (JSON.parse(body) as Refusal).code : null }
}

describe("a WebSocket handshake", () => {
  it("is accepted from our own page and from a client that is not a page", async () => {
    expect((await shake()).status).toBe(101)
    expect((await shake({ Origin: `http://127.0.0.1:${server.port}`, "Sec-Fetch-Site": "same-origin" })).status).toBe(
      101,
    )
  })

  it("is refused for a foreign Host, Origin or site", async () => {
    for (const host of ["evil.test", `evil.test:${server.port}`, "127.0.0.1:1"]) {
      expect(await shake({ Host: host, Origin: `http://${host}` })).toEqual({ status: 403, code: "BAD_HOST" })
    }
    for (const origin of ["http://evil.test", "null", `http://localhost:${server.port}`, "http://127.0.0.1:1"]) {
      expect(await shake({ Origin: origin })).toEqual({ status: 403, code: "BAD_ORIGIN" })
    }
    for (const site of ["cross-site", "same-site", "none"]) {
      expect(await shake({ "Sec-Fetch-Site": site })).toEqual({ status: 403, code: "CROSS_SITE" })
    }
  })

  it("cannot bypass the request guard by naming a session, a transport or another path", async () => {
    const evil = { Origin: "http://evil.test" }
    const paths = ["EIO=4&transport=websocket&sid=x", "EIO=4&transport=polling", "EIO=3&transport=websocket", "sid=x"]
    for (const query of paths) {
      expect(await shake(evil, `/socket.io/?${query}`)).toEqual({ status: 403, code: "BAD_ORIGIN" })
      expect(await shake({}, `/socket.io/?${query}`)).toEqual({ status: 404, code: "NOT_FOUND" })
    }
    for (const path of ["/", "//", "/api/runs", "/elsewhere", "http://[", "/socket.io/%zz"]) {
      expect(await shake(evil, path)).toEqual({ status: 403, code: "BAD_ORIGIN" })
      expect(await shake({}, path)).toEqual({ status: 404, code: "NOT_FOUND" })
    }
    expect(await shake({ Upgrade: "h2c" })).toEqual({ status: 404, code: "NOT_FOUND" })
  })

  it("has no polling beside it and serves no client file", async () => {
    for (const path of ["/socket.io/?EIO=4&transport=polling", "/socket.io/socket.io.js"]) {
      expect(await call(server.port, path)).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } })
    }
  })
})

describe("a socket", () => {
  it.each([
    ["no token", undefined],
    ["a wrong one", "x".repeat(43)],
    ["an object", { act: true }],
    ["a list", [""]],
  ])("is refused with %s", async (_name, token) => {
    const socket = openSocket(server.port, token)
    const [error] = (await Promise.race([
      once(socket as never, "connect_error"),
      once(socket as never, "connect").then(() => [null]),
    ])) as [Error & { data: Refusal }]
    expect(error.data).toMatchObject({ ok: false, code: "UNAUTHENTICATED" })
    socket.close()
  })

  it("is refused beyond the limit of viewers, and accepted when one leaves", async () => {
    const { watch } = server.tokens
    const viewers = await Promise.all([1, 2, 3].map(() => openViewer(server.port, watch)))
    expect(await shake()).toEqual({ status: 429, code: "LIMIT" })
    viewers[0]?.close()
    await expect.poll(() => shake()).toEqual({ status: 101, code: null })
    for (const viewer of viewers) viewer.close()
  })
})

describe("commands over the socket", () => {
  const ask = async (token: string, name: string, input: unknown) => {
    const viewer = await openViewer(server.port, token)
    const answer = await viewer.socket.emitWithAck("command", name as "lab.create", input as object)
    viewer.close()
    return answer
  }

  it("get the same answers as over HTTP", async () => {
    const { act, watch } = server.tokens
    expect(await ask(act, "lab.submit", { run: "r1", code: "x" })).toEqual({ ok: true, result: { line: 1 } })
    expect(server.calls.splice(0)).toEqual([["lab.submit", { run: "r1", code: "x" }]])
    expect(await ask(watch, "runs.list", {})).toMatchObject({ ok: true })
    expect(await ask(watch, "lab.create", {})).toMatchObject({ ok: false, code: "READ_ONLY" })
    expect(await ask(act, "nothing", {})).toMatchObject({ ok: false, code: "NOT_FOUND" })
    expect(await ask(act, "__proto__", {})).toMatchObject({ ok: false, code: "NOT_FOUND" })
    expect(await ask(act, "lab.submit", { run: "r1" })).toMatchObject({ ok: false, code: "INVALID" })
    expect(await ask(act, "lab.submit", Buffer.from("x"))).toMatchObject({ ok: false, code: "INVALID" })
    expect(await ask(act, "run.stop", { run: "r1" })).toMatchObject({ code: "SPAWN_FAILED", errno: "ENOENT" })
    expect(await ask(act, "run.remove", { run: "r1" })).toMatchObject({ ok: false, code: "INTERNAL" })
  })

  it("are refused while the server stops, and so are new connections", async () => {
    const stopping = await startFixture()
    const viewer = await openViewer(stopping.port, stopping.tokens.act)
    stopping.drain()
    expect(await viewer.socket.emitWithAck("command", "lab.create", {})).toMatchObject({ code: "DRAINING" })
    expect(stopping.calls).toEqual([])
    viewer.close()
    await stopping.close()
  })
})

describe("a message that our page never sends", () => {
  /** Messages with a wrong number of arguments, without a callback for the answer, or with an unknown name. */
  const odd = [
    '["error"]',
    '["error",{"message":"x"}]',
    '["watch"]',
    '["watch",null]',
    '["watch","r1","not a function"]',
    '["command"]',
    '["command","lab.create"]',
    '["command","lab.create",{}, 1,2,3]',
    '["nothing",1]',
    '["__proto__"]',
    "[5]",
    '["runs",[]]',
    '["end"]',
  ]

  it.each(odd)("does not end the server: %s", async (event) => {
    const viewer = await rawViewer(server.port, server.tokens.act)
    viewer.send(`42${event}`)
    viewer.send(`4277${event}`)
    let heard = ""
    while (!heard.includes("4377[")) heard += String((await once(viewer.socket, "data"))[0])
    expect(heard).toMatch(event.startsWith('["watch",null]') ? /"ok":true/ : /"ok":false/)
    viewer.socket.destroy()
  })

  it.each([
    "42",
    "42{",
    "42[]",
    '42["connect"]',
    '42["disconnect"]',
    "4",
    "49",
    "451-[1]",
    "459999999-[]",
    '44"x"',
    '44{"message":"x"}',
    "x",
    "40/other,",
  ])("does not end the server: %s", async (bytes) => {
    const viewer = await rawViewer(server.port, server.tokens.act)
    viewer.send(bytes)
    viewer.send("41")
    viewer.socket.on("error", () => {})
    viewer.socket.end()
    await once(viewer.socket.resume(), "close")
    expect((await call(server.port, "/api/health")).status).toBe(200)
  })

  it("is cut off when it is larger than 1 MB", async () => {
    const viewer = await openViewer(server.port, server.tokens.act)
    viewer.socket.io.reconnection(false)
    viewer.socket.emit("command", "lab.submit", { run: "r1", code: "x".repeat(1_100_000) }, () => {})
    await once(viewer.socket as never, "disconnect")
    viewer.close()
  })
})
