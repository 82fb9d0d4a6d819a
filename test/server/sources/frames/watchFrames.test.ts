import { readlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { installedPythons } from "./pythons.ts"
import { folder, type Place, Program, programFile, Watch } from "./watching.ts"

const pythons = installedPythons()

test("there is a Python to test with", () => expect(pythons).not.toEqual([]))

describe.each(pythons)("Python $version ($path)", ({ path }) => {
  test("every place in a program is reported as the program itself reports it", async () => {
    const program = new Program(path, [programFile("places.py"), folder()])
    const watch = new Watch([program.pid])
    const names: string[] = []
    for (let place = await program.place(); place; place = await program.place()) {
      names.push(place.name)
      const fact = await watch.standsAt(place)
      expect(fact).toMatchObject({ proc: 1, tid: program.pid, src: "procfs", line: place.stack[0]?.[1] })
      program.goOn()
    }
    expect(names).toContain("beyond line 65 535")
    expect(names).toHaveLength(24)
  })

  test("every thread is reported with the kernel's id", async () => {
    const program = new Program(path, [programFile("threads.py")])
    const watch = new Watch([program.pid])
    const places: Place[] = []
    for (let n = 0; n < 4; n++) places.push((await program.place()) as Place)
    for (const place of places) await watch.standsAt(place)
    expect(new Set(places.map((place) => place.tid)).size).toBe(4)
    program.goOn()
  })

  test.each([
    ["fork", "main"],
    ["fork", "thread"],
    ["spawn", "main"],
    ["forkserver", "main"],
  ])("a child by %s of the %s thread is shown in its own code, not in its parent's", async (method, starter) => {
    const program = new Program(path, [programFile("children.py"), method, starter])
    const watch = new Watch([program.pid])
    const place = (await program.place()) as Place
    const proc = watch.add(Number(place.name))
    const fact = await watch.standsAt(place)
    expect(fact).toMatchObject({ proc, function: "child" })
    expect(fact.stack?.at(-1)?.function).toBe("_bootstrap")
    await watch.until(() => watch.facts.some((one) => one.proc === 1 && one.function === "parent"))
    program.goOn()
    // Its children end after it has ended by itself; a kill would not ensure that.
    await program.ended
  })

  test("a program on the command line and one on standard input are own code", async () => {
    const code = "import time\ndef nap():\n  print(flush=True)\n  time.sleep(100)\nnap()\n"
    const command = new Program(path, ["-uX", "dev", "-c", code])
    const piped = new Program(path, ["-"], code)
    const watch = new Watch([command.pid, piped.pid])
    await watch.until(() => [command, piped].every(({ pid }) => watch.last(pid)?.line === 4))
    expect(watch.last(command.pid)).toMatchObject({ file: "<string>", function: "nap" })
    expect(watch.last(piped.pid)).toMatchObject({ file: "<stdin>", function: "nap" })
  })

  test("code that a library makes from text is not own, and neither is code in a given folder", async () => {
    const home = folder()
    writeFileSync(join(home, "probe.py"), "import time\ndef nap(): print(flush=True); time.sleep(100)\n")
    const main = join(folder(), "main.py")
    writeFileSync(main, `import sys\nsys.path.append(${JSON.stringify(home)})\nimport probe\nexec("probe.nap()")\n`)
    const program = new Program(path, [main])
    const watch = new Watch([program.pid], { libraries: [home] })
    await watch.until(() => watch.last(program.pid)?.stack?.[0]?.function === "nap")
    expect(watch.last(program.pid)).toMatchObject({ file: main, line: 4, function: "<module>" })
    expect(watch.last(program.pid)?.stack?.map((site) => site.file)).toEqual([join(home, "probe.py"), "<string>", main])
  })

  test("for a program that calls without a pause, only possible lines are reported", async () => {
    const program = new Program(path, [programFile("busy.py"), "-1"])
    expect(await program.line()).toBe("begun")
    const watch = new Watch([program.pid])
    await watch.until(() => watch.facts.length >= 300)
    // The lines of busy.py at which each function can be (at its `def` when it begins), and its possible callers.
    const possible: Record<string, { lines?: number[]; callers: (string | undefined)[] }> = {
      work: { lines: [11, 12, 13, 14], callers: ["loop"] },
      one: { lines: [17, 18], callers: ["work", "two"] },
      two: { lines: [21, 22, 23, 24, 25], callers: ["work"] },
      loop: { lines: [28, 29, 30, 31, 32], callers: ["<module>", "run"] },
      "<module>": { callers: [undefined] },
      run: { callers: ["_bootstrap_inner"] },
      _bootstrap_inner: { callers: ["_bootstrap"] },
      _bootstrap: { callers: [undefined] },
    }
    const threads = watch.facts.filter((fact) => fact.stack?.some((site) => site.function === "loop"))
    expect(threads.length).toBeGreaterThan(200)
    let mixed = 0
    for (const { stack = [], line, file } of threads) {
      expect(file).toBe(programFile("busy.py"))
      expect(line).toBe(stack[0]?.line)
      let isWhole = true
      stack.forEach((site, at) => {
        const known = possible[site.function ?? ""]
        expect(known, JSON.stringify(stack)).toBeDefined()
        if (known?.lines) expect(known.lines).toContain(site.line)
        if (!known?.callers.includes(stack[at + 1]?.function)) isWhole = false
      })
      if (!isWhole) mixed++
    }
    // Reading a stack takes microseconds, a call here a tenth of one: now and then a stack mixes two moments.
    expect(mixed / threads.length).toBeLessThan(0.02)
    const { samples, torn } = watch.frames.tally
    expect(torn / samples).toBeLessThan(0.1)
  })

  test("a thread that does not move is reported once", async () => {
    const program = new Program(path, [programFile("threads.py")])
    const watch = new Watch([program.pid], { hz: 0 })
    const places: Place[] = []
    for (let n = 0; n < 4; n++) places.push((await program.place()) as Place)
    while (!places.every((place) => watch.isAt(place))) {
      watch.frames.tick()
      await new Promise(setImmediate)
    }
    const { samples } = watch.frames.tally
    for (let n = 0; n < 20; n++) watch.frames.tick()
    expect(watch.frames.tally.samples).toBe(samples + 80)
    // A thread at its line may still move through the library's code until it waits: that is reported, and is different.
    for (const { tid } of places) {
      const stacks = watch.facts.filter((fact) => fact.tid === tid).map(({ stack }) => JSON.stringify(stack))
      expect(stacks.filter((stack, at) => stack === stacks[at - 1])).toEqual([])
    }
  })

  test("new code at an address where other code was is not mistaken for it", async () => {
    const code = [
      "import sys",
      "for n in range(50):",
      "    exec(compile('\\n' * n + 'print(' + str(n) + ', flush=True); sys.stdin.buffer.raw.read(1)', '<stdin>', 'exec'))",
    ].join("\n")
    const main = join(folder(), "main.py")
    writeFileSync(main, code)
    const program = new Program(path, [main])
    const watch = new Watch([program.pid])
    for (let n = 0; n < 50; n++) {
      expect(await program.line()).toBe(String(n))
      await watch.until(() => watch.last(program.pid)?.file === "<stdin>" && watch.last(program.pid)?.line === n + 1)
      program.goOn()
    }
  })

  test("after an exec a process is examined again, from and to Python", async () => {
    const nap = "import time; print(flush=True); time.sleep(100)"
    const shell = new Program("/bin/sh", ["-c", `echo begun; read x; exec "$0" -c "$1"`, path, nap])
    const python = new Program(path, [
      "-c",
      `import os\nprint(flush=True)\nos.read(0, 1)\nos.execlp("sleep", "sleep", "100")`,
    ])
    const watch = new Watch([shell.pid, python.pid])
    expect(await shell.line()).toBe("begun")
    for (let n = 0; n < 5; n++) watch.frames.tick()
    shell.child.stdin?.write("\n")
    // Before the program itself, Python may run code of its installation that is also named "<string>".
    for (const one of [shell, python]) expect(await one.line()).toBe("")
    await watch.until(() => watch.last(shell.pid)?.line === 1 && watch.last(python.pid)?.line === 3)
    python.goOn()
    await hasBecome(python.pid, /sleep|coreutils|busybox/)
    const { samples } = watch.frames.tally
    for (let n = 0; n < 40; n++) watch.frames.tick()
    expect(watch.last(python.pid)?.line).toBeLessThanOrEqual(4)
    expect(watch.frames.tally.samples - samples).toBeLessThanOrEqual(40)
  })

  test("processes that end while they are read do no harm", async () => {
    const program = new Program(path, [programFile("shortLived.py")])
    const watch = new Watch([program.pid], { hz: 0 })
    let children = 0
    let ended = false
    void (async () => {
      for (let line = await program.line(); line !== undefined; line = await program.line()) {
        watch.add(Number(line))
        children++
      }
      ended = true
    })()
    while (!ended) {
      watch.frames.tick()
      if (children >= 12 && watch.facts.length > 0) program.child.stdin?.end()
      await new Promise(setImmediate)
    }
  })
})

async function hasBecome(pid: number, program: RegExp): Promise<void> {
  while (!program.test(readlinkSync(`/proc/${pid}/exe`))) await new Promise(setImmediate)
}
