import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { type Fixture, startFixture } from "../server/http/fixture.ts"
import { openBrowser, type TestBrowser } from "../support/browser.ts"

let server: Fixture
let foreign: Server
let browser: TestBrowser
let page: Page
beforeAll(async () => {
  server = await startFixture()
  foreign = createServer((_request, response) =>
    response.setHeader("Content-Type", "text/html").end("<title>evil</title>"),
  )
  await new Promise<void>((resolve) => foreign.listen(0, "127.0.0.1", resolve))
  // evil.test resolves to this machine, as after DNS rebinding.
  browser = await openBrowser(["--host-resolver-rules=MAP evil.test 127.0.0.1"])
  page = await browser.context.newPage()
})
afterEach(() => expect(server.calls.splice(0), "a refused page must change nothing").toEqual([]))
afterAll(async () => {
  await browser.close()
  foreign.close()
  await server.close()
})

const foreignPort = () => (foreign.address() as AddressInfo).port
const own = () => `http://127.0.0.1:${server.port}`

/** Tries everything that a page can request from our server with a token it should not have; returns each outcome. */
async function attack(target: string, token: string | null) {
  return page.evaluate(
    async ({ target, token }) => {
      const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
      const json = { "content-type": "application/json" }
      const tried = async (path: string, init: RequestInit = {}) => {
        try {
          return `${(await fetch(target + path, init)).status}`
        } catch {
          return "blocked"
        }
      }
      const socket = (host: string) =>
        new Promise<string>((resolve) => {
          const one = new WebSocket(`${host}/socket.io/?EIO=4&transport=websocket`)
          let heard = ""
          one.onmessage = ({ data }) => {
            if (String(data).startsWith("0")) one.send(`40${JSON.stringify({ token })}`)
            else heard = String(data).slice(0, 2)
            if (heard) one.close()
          }
          one.onclose = () => resolve(heard === "40" || heard === "42" ? "in" : heard === "44" ? "no token" : "refused")
        })
      const command = "/api/commands/lab.create"
      return {
        get: await tried("/api/runs", { headers: authorization }),
        simpleGet: await tried("/api/runs", { mode: "no-cors" }),
        simplePost: await tried(command, { method: "POST", mode: "no-cors", body: "{}" }),
        formPost: await tried(command, { method: "POST", body: new URLSearchParams({ a: "1" }) }),
        jsonPost: await tried(command, { method: "POST", headers: { ...json, ...authorization }, body: "{}" }),
        socket: await socket(target.replace("http", "ws")),
      }
    },
    { target, token },
  )
}

describe("in a browser", () => {
  it("a page of another port is refused everything, with or without the token", async () => {
    for (const host of ["127.0.0.1", "localhost"]) {
      await page.goto(`http://${host}:${foreignPort()}/`)
      for (const token of [null, server.tokens.act]) {
        const learned = await attack(own(), token)
        // Cross-Origin-Resource-Policy blocks even an opaque response.
        const blocked = { get: "blocked", formPost: "blocked", jsonPost: "blocked", socket: "refused" }
        expect(learned).toEqual({ ...blocked, simpleGet: "blocked", simplePost: "blocked" })
      }
    }
  })

  it("a page of another port cannot frame, load or read ours", async () => {
    await page.goto(`http://127.0.0.1:${foreignPort()}/`)
    const outcome = await page.evaluate(async (target) => {
      const loaded = (element: HTMLElement) =>
        new Promise<string>((resolve) => {
          element.onload = () => resolve("loaded")
          element.onerror = () => resolve("refused")
          document.body.append(element)
        })
      const script = Object.assign(document.createElement("script"), { src: `${target}/page.js` })
      const frame = Object.assign(document.createElement("iframe"), { src: `${target}/` })
      const result = { script: await loaded(script), frame: "", title: "" }
      await loaded(frame)
      try {
        result.frame = frame.contentDocument?.title ?? "unreadable"
      } catch {
        result.frame = "unreadable"
      }
      return { ...result, title: document.title }
    }, own())
    expect(outcome).toEqual({ script: "refused", frame: "unreadable", title: "evil" })
  })

  it("a page at a name that was rebound to this machine is refused everything, even our page", async () => {
    const rebound = `http://evil.test:${server.port}`
    const response = await page.goto(`${rebound}/`)
    expect(response?.status()).toBe(403)
    expect(await response?.json()).toMatchObject({ ok: false, code: "BAD_HOST" })
    // This document has the rebound origin, so for the browser all requests below are same-origin and allowed.
    expect(await page.evaluate(() => location.origin)).toBe(rebound)
    for (const token of [null, server.tokens.act]) {
      const refused = { get: "403", formPost: "403", jsonPost: "403", socket: "refused" }
      expect(await attack(rebound, token)).toEqual({ ...refused, simpleGet: "403", simplePost: "403" })
    }
  })

  it("our own page without the token, or with a wrong one, is refused everything", async () => {
    await page.goto(`${own()}/`)
    expect(await page.title()).toBe("loaded")
    for (const token of [null, "x".repeat(43)]) {
      const refused = { get: "401", formPost: "401", jsonPost: "401", socket: "no token" }
      expect(await attack(own(), token)).toEqual({ ...refused, simpleGet: "401", simplePost: "401" })
    }
  })

  it("our own page with the token works, under both names", async () => {
    for (const host of ["127.0.0.1", "localhost"]) {
      const target = `http://${host}:${server.port}`
      await page.goto(`${target}/#token=${server.tokens.act}`)
      const worked = { get: "200", formPost: "401", jsonPost: "200", socket: "in" }
      expect(await attack(target, server.tokens.act)).toEqual({ ...worked, simpleGet: "401", simplePost: "401" })
      expect(server.calls.splice(0)).toEqual([["lab.create", {}]])
    }
  })

  it("our own page cannot be made to run foreign or inline script", async () => {
    await page.goto(`${own()}/`)
    const ran = await page.evaluate(async (port) => {
      const inline = document.createElement("script")
      inline.textContent = "window.ranInline = true"
      document.body.append(inline)
      const outer = document.createElement("script")
      outer.src = `http://127.0.0.1:${port}/`
      const failed = new Promise((resolve) => outer.addEventListener("error", () => resolve(false)))
      document.body.append(outer)
      return { inline: "ranInline" in window, foreign: await failed }
    }, foreignPort())
    expect(ran).toEqual({ inline: false, foreign: false })
  })
})
