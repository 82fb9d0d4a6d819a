import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { call, type Fixture, startFixture } from "./fixture.ts"

let server: Fixture
beforeAll(async () => {
  server = await startFixture()
})
afterAll(() => server.close())

const command = (name: string, input: unknown, headers: Record<string, string> = {}) =>
  call(server.port, `/api/commands/${name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.tokens.act}`, "content-type": "application/json", ...headers },
    body: typeof input === "string" ? input : JSON.stringify(input),
  })

/** Expects this refusal, and that no handler was called. */
async function expectRefusal(
  answer: Promise<{ status: number; json: unknown }>,
  status: number,
  code: string,
  text = "",
) {
  const before = server.calls.length
  const { status: got, json } = await answer
  expect({ status: got, json }).toMatchObject({ status, json: { ok: false, code } })
  expect((json as { message: string }).message).toContain(text)
  expect(server.calls.length).toBe(before)
}

describe("commands over HTTP", () => {
  it("reach their handler and answer with its result", async () => {
    const { status, json } = await command("lab.submit", { run: "r1", code: "x = 1" })
    expect({ status, json }).toEqual({ status: 200, json: { ok: true, result: { line: 1 } } })
    expect(server.calls.at(-1)).toEqual(["lab.submit", { run: "r1", code: "x = 1" }])
  })

  it("require a token, and say how to send it", async () => {
    const { act, watch } = server.tokens
    const wrong = [
      `Bearer ${"x".repeat(act.length)}`,
      "Bearer ",
      `Basic ${act}`,
      act,
      `Bearer ${act}x`,
      `Bearer ${act} ${watch}`,
    ]
    for (const authorization of wrong) {
      await expectRefusal(command("lab.create", {}, { authorization }), 401, "UNAUTHENTICATED")
    }
    const answer = await call(server.port, "/api/runs")
    expect(answer.status).toBe(401)
    expect(answer.headers["www-authenticate"]).toBe("Bearer")
  })

  it("take no token from the address or a cookie", async () => {
    const { act } = server.tokens
    for (const path of [`/api/runs?token=${act}`, `/api/runs?access_token=${act}`, `/api/runs#token=${act}`]) {
      expect((await call(server.port, path, { headers: { cookie: `token=${act}` } })).status).toBe(401)
    }
  })

  it("let the read-only token watch and nothing else", async () => {
    const authorization = `Bearer ${server.tokens.watch}`
    await expectRefusal(command("lab.create", {}, { authorization }), 403, "READ_ONLY", "lab.create")
    expect((await command("runs.list", {}, { authorization })).status).toBe(200)
  })

  it("are accepted only as JSON of a bounded size, by POST", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "application/jsonp",
    ]) {
      await expectRefusal(command("lab.create", "{}", { "content-type": type }), 415, "JSON_ONLY")
    }
    await expectRefusal(command("lab.submit", { run: "r1", code: "x".repeat(70_000) }), 413, "TOO_LARGE")
    await expectRefusal(call(server.port, "/api/commands/lab.create", authorized()), 404, "NOT_FOUND")
    for (const method of ["PUT", "DELETE", "PATCH"]) {
      await expectRefusal(call(server.port, "/api/commands/lab.create", { ...authorized(), method }), 404, "NOT_FOUND")
    }
  })

  it("name the invalid part of an input", async () => {
    await expectRefusal(
      command("lab.submit", { run: "r1" }),
      400,
      "INVALID",
      "Expected code to be of type string, got nothing",
    )
    await expectRefusal(command("lab.submit", { run: 5, code: "x" }), 400, "INVALID", "got 5")
    await expectRefusal(command("lab.submit", { run: "r1", code: "" }), 400, "INVALID", "at least 1 characters long")
    await expectRefusal(command("lab.submit", { run: "../r1", code: "x" }), 400, "INVALID", "in the form /^r")
    await expectRefusal(command("lab.submit", { run: "r1", code: "x", more: 1 }), 400, "INVALID", 'no field "more"')
    const signal = { run: "r1", proc: 1, signal: "SIGUSR1" }
    await expectRefusal(command("process.signal", signal), 400, "INVALID", 'one of "SIGTERM"')
    await expectRefusal(command("process.signal", { ...signal, proc: -1 }), 400, "INVALID", "Expected proc to be")
    await expectRefusal(command("process.signal", { ...signal, proc: "1" }), 400, "INVALID", "Expected proc to be")
    for (const body of ["", "{", "[]", "null", "1", '{"__proto__":{"canAct":true}}']) {
      await expectRefusal(command("lab.create", body), 400, "INVALID")
    }
  })

  it("must exist", async () => {
    for (const name of ["nothing", "__proto__", "constructor", "toString", "lab.create%00", "lab.create/x"]) {
      await expectRefusal(command(name, {}), 404, "NOT_FOUND")
    }
    await expectRefusal(call(server.port, "/api/elsewhere", authorized()), 404, "NOT_FOUND")
    await expectRefusal(call(server.port, "/elsewhere"), 404, "NOT_FOUND")
    await expectRefusal(call(server.port, "/%zz"), 400, "INVALID")
  })

  it("pass a handler's refusal on unchanged", async () => {
    const { status, json } = await command("run.stop", { run: "r1" })
    expect(status).toBe(422)
    const message = "Expected a program, got none."
    expect(json).toEqual({ ok: false, code: "SPAWN_FAILED", message, errno: "ENOENT", field: "argv" })
  })

  it("survive a handler that throws, and write its error to the log", async () => {
    const { status, body, json } = await command("run.remove", { run: "r1" })
    expect({ status, json }).toMatchObject({ status: 500, json: { ok: false, code: "INTERNAL" } })
    expect(body).not.toContain("secret")
    expect(server.logged()).toContain("the secret inside")
    expect((await command("lab.create", {})).status).toBe(200)
  })
})

describe("the other addresses", () => {
  it("list the runs for anybody with a token, and confirm to everybody that the server runs", async () => {
    server.addRun("r7")
    expect((await call(server.port, "/api/runs", authorized())).json).toMatchObject([{ id: "r7" }])
    expect(await call(server.port, "/api/health")).toMatchObject({ status: 200, json: { ok: true } })
  })

  it("give the file of a recording, starting at any byte", async () => {
    const from = (query: string) => call(server.port, `/api/recordings/one${query}`, authorized())
    expect(await from("")).toMatchObject({ status: 200, body: "0123456789" })
    expect(await from("?from=7")).toMatchObject({ status: 200, body: "789" })
    for (const end of ["10", "11", "99999"]) expect(await from(`?from=${end}`)).toMatchObject({ status: 200, body: "" })
    for (const wrong of ["?from=-1", "?from=x", "?from=1&from=2", "?from="]) {
      await expectRefusal(from(wrong), 400, "INVALID", "from")
    }
    expect((await call(server.port, "/api/recordings/one")).status).toBe(401)
    for (const id of ["none", "gone"]) {
      await expectRefusal(call(server.port, `/api/recordings/${id}`, authorized()), 404, "NOT_FOUND")
    }
  })

  it("give the page that a recording is saved in to anybody with a token, and only as a download", async () => {
    await expectRefusal(call(server.port, "/api/standalone"), 401, "UNAUTHENTICATED")
    const authorization = `Bearer ${server.tokens.watch}`
    expect(await call(server.port, "/api/standalone", { headers: { authorization } })).toMatchObject({
      status: 200,
      headers: { "content-type": "application/octet-stream", "cache-control": "no-store" },
      body: expect.stringContaining("</body>"),
    })
  })

  it("serve the page's files and no others", async () => {
    expect(await call(server.port, "/")).toMatchObject({ status: 200, headers: { "cache-control": "no-store" } })
    expect(await call(server.port, "/page.js")).toMatchObject({ status: 200 })
    for (const path of ["/../package.json", "/%2e%2e/package.json", "/..%2fpackage.json", "//etc/passwd", "/.env"]) {
      expect((await call(server.port, path)).status, path).toBeGreaterThanOrEqual(400)
    }
  })

  it("restrict in every answer what the page may do", async () => {
    for (const path of ["/", "/page.js", "/nothing", "/api/health", "/api/runs", "/%zz"]) {
      const { headers } = await call(server.port, path)
      expect(headers["content-security-policy"], path).toContain("default-src 'self'; ")
      expect(headers["content-security-policy"]).toContain(`connect-src 'self' ws://127.0.0.1:${server.port};`)
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'")
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      })
      expect(headers["set-cookie"]).toBeUndefined()
      expect(headers["access-control-allow-origin"]).toBeUndefined()
    }
  })
})

describe("a server that stops", () => {
  it("accepts no more commands", async () => {
    const stopping = await startFixture()
    stopping.drain()
    const answer = await call(stopping.port, "/api/commands/lab.create", {
      method: "POST",
      headers: { authorization: `Bearer ${stopping.tokens.act}`, "content-type": "application/json" },
      body: "{}",
    })
    expect(answer).toMatchObject({ status: 503, json: { ok: false, code: "DRAINING" } })
    expect(stopping.calls).toEqual([])
    await stopping.close()
  })

  it("never wrote a token into its log", () => {
    expect(server.logged()).not.toContain(server.tokens.act)
    expect(server.logged()).not.toContain(server.tokens.watch)
  })
})

const authorized = () => ({ headers: { authorization: `Bearer ${server.tokens.act}` } })
