import { readFileSync } from "node:fs"
import { spawnError } from "@forkscope/multiprocessing/process/spawnError.ts"
import { afterEach, describe, expect, test } from "vitest"
import { mp, run, stateOf, target, timed, until } from "../../support/multiprocessing.ts"

const { Process, Queue, activeChildren } = mp

const started: InstanceType<typeof Process>[] = []
function start(name: string, args: unknown[] = [], more = {}) {
  const child = new Process({ target: target(name), args, ...more })
  child.start()
  started.push(child)
  return child
}

afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill()
    await child.join()
  }
})

describe("a process that was made and not started", () => {
  test("has a name, no PID, no exit code and is not alive", () => {
    const child = new Process({ target: target("nothing") })
    expect([child.pid, child.exitCode, child.isAlive(), child.daemon]).toEqual([null, null, false, false])
    expect(child.name).toMatch(/^Process-\d+$/)
    expect(activeChildren()).not.toContain(child)
  })

  test("cannot be joined", async () => {
    const child = new Process({ target: target("nothing") })
    await expect(child.join()).rejects.toThrow("can only join a started process")
  })

  test("cannot be terminated", () => {
    expect(() => new Process().terminate()).toThrow("can only terminate a started process")
  })
})

describe("a started process", () => {
  test("is another process, a child of this one", async () => {
    const queue = new Queue<{ pid: number; ppid: number; name: string; daemon: boolean }>()
    const child = start("whoAmI", [queue], { name: "Ada" })
    expect(await queue.get()).toEqual({ pid: child.pid, ppid: process.pid, name: "Ada", daemon: false })
    expect(child.pid).not.toBe(process.pid)
  })

  test("gets its arguments, keyword arguments as one last object", async () => {
    const queue = new Queue()
    start("tellArguments", [queue, 1, "two", [3, { four: new Date(4) }]], { kwargs: { five: 5 } })
    expect(await queue.get()).toEqual([1, "two", [3, { four: new Date(4) }], { five: 5 }])
  })

  test("cannot be started twice", () => {
    const child = start("forever")
    expect(() => child.start()).toThrow("cannot start a process twice")
  })

  test("is alive and active until it has ended", async () => {
    const child = start("forever")
    expect([child.isAlive(), child.exitCode]).toEqual([true, null])
    expect(activeChildren()).toContain(child)
    child.kill()
    await child.join()
    expect([child.isAlive(), child.exitCode]).toEqual([false, -9])
    expect(activeChildren()).not.toContain(child)
  })

  test("shows nothing secret in its arguments and environment", async () => {
    const child = start("forever")
    await until(() => stateOf(child.pid) === "S")
    const read = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, "utf8").split("\0")
    expect(read("cmdline").slice(-3)).toEqual([expect.stringMatching(/child\.cjs$/), "process", ""])
    const names = (text: string) => text.slice(0, text.indexOf("="))
    const added = read("environ")
      .map(names)
      .filter((name) => name !== "" && !(name in process.env))
    expect(added).toEqual([])
  })
})

describe("the exit code", () => {
  test.each([
    ["nothing", [], 0],
    ["fails", [], 1],
    ["exitWith", [7], 7],
    ["exitWith", [0], 0],
  ])("of %s(%j) is %i", async (name, args, code) => {
    const child = start(name, args)
    await child.join()
    expect(child.exitCode).toBe(code)
  })

  test("is -15 after terminate and -9 after kill", async () => {
    const [one, other] = [start("forever"), start("forever")]
    one.terminate()
    other.kill()
    await Promise.all([one.join(), other.join()])
    expect([one.exitCode, other.exitCode]).toEqual([-15, -9])
  })

  test("is known of a child that was killed before it could connect", async () => {
    const child = start("nothing")
    child.kill()
    await child.join()
    expect(child.exitCode).toBe(-9)
  })
})

describe("a dead child stays a zombie until", () => {
  const collectors: [string, (child: InstanceType<typeof Process>) => unknown][] = [
    ["join", (child) => child.join()],
    ["isAlive", (child) => expect(child.isAlive()).toBe(false)],
    ["exitCode", (child) => expect(child.exitCode).toBe(7)],
    ["activeChildren", () => activeChildren()],
    ["another start", () => start("nothing")],
  ]
  test.each(collectors)("%s", async (_, collect) => {
    const child = start("exitWith", [7])
    await until(() => stateOf(child.pid) === "Z")
    // Turns of the event loop do not reap it.
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(stateOf(child.pid)).toBe("Z")
    await collect(child)
    expect(stateOf(child.pid)).toBeUndefined()
    expect(child.exitCode).toBe(7)
  })

  test("the one that died first while others start", async () => {
    const first = start("forever")
    const second = start("forever")
    first.kill()
    await until(() => stateOf(first.pid) === "Z")
    expect(stateOf(second.pid)).toBeDefined()
    expect(stateOf(first.pid)).toBe("Z")
  })
})

describe("join", () => {
  test("with a timeout gives up in time, and the child goes on", async () => {
    const child = start("forever")
    const { seconds } = await timed(() => child.join(0.2))
    expect(seconds).toBeGreaterThan(0.19)
    expect(seconds).toBeLessThan(5)
    expect(child.isAlive()).toBe(true)
  })

  test("with a timeout of 0 only looks", async () => {
    const child = start("forever")
    await child.join(0)
    expect(child.exitCode).toBeNull()
  })

  test("may be called again, and by several at once", async () => {
    const child = start("nothing")
    await Promise.all([child.join(), child.join(), child.join(5)])
    await child.join()
    expect(child.exitCode).toBe(0)
  })
})

describe("a target", () => {
  const resultOf = async (fn: (...args: never[]) => unknown) => {
    const queue = new Queue()
    const child = new Process({ target: fn as () => unknown, args: [queue] })
    child.start()
    started.push(child)
    return queue.get()
  }

  test("travels by its source text: function, arrow, method", async () => {
    const holder = {
      async method(queue: InstanceType<typeof Queue>) {
        await queue.put("method")
      },
    }
    expect(await resultOf((queue: InstanceType<typeof Queue>) => queue.put("arrow"))).toBe("arrow")
    expect(await resultOf(holder.method)).toBe("method")
    expect(
      await resultOf(async function named(queue: InstanceType<typeof Queue>) {
        await queue.put(typeof named)
      }),
    ).toBe("function")
  })

  test("can use require and the library's names", async () => {
    const fn = new Function("queue", `return queue.put([typeof require("fs").readFileSync, getpid() > 1])`)
    expect(await resultOf(fn as () => unknown)).toEqual(["function", true])
  })

  test("that is native is refused, with what to do instead", () => {
    const child = new Process({ target: nativeFunction() })
    expect(() => child.start()).toThrow(/cannot pickle the function .* wrap it in a function of your own/)
  })

  test("is refused when an argument cannot travel, and nothing is started", () => {
    const child = new Process({ target: target("nothing"), args: [{ callback() {} }] })
    expect(() => child.start()).toThrow("cannot pickle the function callback at args[0].callback")
    expect(child.pid).toBeNull()
  })
})

describe("a program of its own", () => {
  test("waits for its children at the end, and terminates the daemonic ones", async () => {
    const { code, stdout } = await run("ends.mjs")
    expect(code).toBe(0)
    expect(stdout.split("\n")).toEqual(["end of main", "the last child is done", "daemon: gone", ""])
  })

  test("names children and grandchildren by their places", async () => {
    const { stdout } = await run("names.mjs")
    expect(stdout).toBe("MainProcess > Process-1 > Process-1:1\n")
  })

  test("prints errors of children on stderr as Python does", async () => {
    const { stderr, stdout } = await run("errors.mjs")
    expect(stderr).toMatch(/^Process Process-1:\nTypeError: it broke\n {4}at fails \(/)
    expect(stderr).toMatch(/Process Process-2:\nReferenceError: outside is not defined/)
    expect(stdout).toBe("1 1\n")
  })

  test("does not let daemonic processes have children", async () => {
    const { stdout } = await run("daemon.mjs")
    expect(stdout).toBe("AssertionError: daemonic processes are not allowed to have children\n")
  })

  test("is refused more children than FORKSCOPE_MAX_PROCESSES", async () => {
    const { stdout } = await run("limit.mjs", [], { FORKSCOPE_MAX_PROCESSES: "2" })
    expect(stdout).toBe(
      "BlockingIOError: [Errno 11] Resource temporarily unavailable: this process has 2 live children, FORKSCOPE_MAX_PROCESSES allows 2\n",
    )
  })
})

describe("when the kernel refuses a process", () => {
  test("the error says what is too long", () => {
    process.env.FORKSCOPE_TEST_HUGE = "x".repeat(200_000)
    try {
      expect(() => new Process({ target: target("nothing") }).start()).toThrow(/^\[Errno 7\] Argument list too long/)
    } finally {
      delete process.env.FORKSCOPE_TEST_HUGE
    }
  })

  test("the error names a limit on processes", () => {
    const error = spawnError({ code: "EAGAIN", errno: 11, message: "spawn node EAGAIN" })
    expect(error.name).toBe("BlockingIOError")
    expect(error.message).toMatch(/^\[Errno 11\] Resource temporarily unavailable: .*(pids\.max|RLIMIT_NPROC|limit)/)
  })
})

function nativeFunction() {
  return nothing.bind(null)
}
function nothing() {}
