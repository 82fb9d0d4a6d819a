import { connect } from "node:net"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { call, type Fixture, startFixture } from "./fixture.ts"

let server: Fixture
beforeAll(async () => {
  server = await startFixture()
})
afterEach(() => expect(server.calls, "a refused request must change nothing").toEqual([]))
afterAll(() => server.close())

const bearer = () => ({ authorization: `Bearer ${server.tokens.act}` })
const own = () => `http://127.0.0.1:${server.port}`
const submit = (headers: Record<string, string | string[]>) =>
  call(server.port, "/api/commands/lab.create", {
    method: "POST",
    headers: { ...bearer(), "content-type": "application/json", ...headers },
    body: "{}",
  })

/** All kinds of addresses: the page, its files, the API with and without token, and addresses that do not exist. */
const addresses = ["/", "/page.js", "/api/health", "/api/runs", "/api/nothing", "/nothing", "/%zz", "/socket.io/?EIO=4"]

describe("the request guard", () => {
  it.each(addresses)("refuses a foreign Host on %s", async (path) => {
    for (const host of ["evil.test", `evil.test:${server.port}`, "127.0.0.1", "127.0.0.1:1", `[::1]:${server.port}`]) {
      const answer = await call(server.port, path, { headers: { ...bearer(), host } })
      expect(answer).toMatchObject({ status: 403, json: { ok: false, code: "BAD_HOST" } })
    }
  })

  it.each(addresses)("refuses a foreign Origin on %s", async (path) => {
    const origins = ["http://evil.test", "null", `http://127.0.0.1:1`, `https://127.0.0.1:${server.port}`, "", "*"]
    for (const origin of origins) {
      const answer = await call(server.port, path, { headers: { ...bearer(), origin } })
      expect(answer).toMatchObject({ status: 403, json: { ok: false, code: "BAD_ORIGIN" } })
    }
  })

  it.each(addresses)("refuses what the browser calls cross-site on %s", async (path) => {
    for (const site of ["cross-site", "same-site", "anything"]) {
      const answer = await call(server.port, path, { headers: { ...bearer(), "sec-fetch-site": site } })
      expect(answer).toMatchObject({ status: 403, json: { ok: false, code: "CROSS_SITE" } })
    }
  })

  it("refuses to act for another page even when that has the token", async () => {
    expect((await submit({ origin: "http://evil.test" })).status).toBe(403)
    expect((await submit({ host: "evil.test" })).status).toBe(403)
    expect((await submit({ "sec-fetch-site": "none" })).status).toBe(403)
    expect((await submit({ "sec-fetch-site": "same-site", origin: own() })).status).toBe(403)
  })

  it("lets the page in under both of its names, each only with its own Origin", async () => {
    const local = `localhost:${server.port}`
    const asLocalhost = { ...bearer(), host: local }
    expect((await call(server.port, "/api/runs", { headers: asLocalhost })).status).toBe(200)
    const page = { ...asLocalhost, origin: `http://${local}`, "sec-fetch-site": "same-origin" }
    expect((await call(server.port, "/api/runs", { headers: page })).status).toBe(200)
    expect((await call(server.port, "/api/runs", { headers: { ...asLocalhost, origin: own() } })).status).toBe(403)
    expect((await call(server.port, "/api/runs", { headers: { ...bearer(), origin: `http://${local}` } })).status).toBe(
      403,
    )
  })

  it("accepts a typed address for the page only", async () => {
    const typed = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" }
    expect((await call(server.port, "/", { headers: typed })).status).toBe(200)
    expect((await call(server.port, "/?run=r1", { headers: typed })).status).toBe(200)
    expect((await call(server.port, "/api/runs", { headers: { ...typed, ...bearer() } })).status).toBe(403)
    expect((await call(server.port, "/", { headers: { ...typed, "sec-fetch-mode": "cors" } })).status).toBe(403)
  })

  it("allows no preflight request of another origin", async () => {
    const answer = await call(server.port, "/api/commands/lab.create", {
      method: "OPTIONS",
      headers: { origin: "http://evil.test", "access-control-request-method": "POST" },
    })
    expect(answer.status).toBe(403)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([])
  })

  it("refuses two Hosts, no Host, and an address that names another server", async () => {
    const host = `Host: 127.0.0.1:${server.port}\r\n`
    expect(await raw(`GET / HTTP/1.1\r\n${host}Host: evil.test\r\n\r\n`)).toMatch(/^HTTP\/1.1 (400|403) /)
    expect(await raw("GET / HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /)
    expect(await raw("GET / HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 403 /)
    expect(await raw(`GET http://evil.test/ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).not.toMatch(
      /^HTTP\/1.1 200 /,
    )
  })

  it("cuts off a request whose bytes come too slowly", async () => {
    const begun = performance.now()
    expect(await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nX-Slow: `)).toMatch(/^HTTP\/1.1 408 /)
    expect(performance.now() - begun).toBeLessThan(10_000)
  })
})

/** Sends these bytes and returns the server's answer, up to the end of the connection. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ""
    const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes))
    socket.setEncoding("utf8").on("data", (part) => {
      text += part
      if (!bytes.includes("X-Slow")) socket.end()
    })
    socket.on("close", () => resolve(text)).on("error", reject)
  })
}
