import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { kernelChildren, kernelProcess } from "../support/kernel.ts"
import { eventually, type LabPage, openLabPage } from "../support/page.ts"

let lab: LabPage

beforeAll(async () => {
  lab = await openLabPage()
})
afterAll(() => lab?.close())

const state = (pid: number) => kernelProcess(pid)?.state ?? "none"

describe("the first visit", () => {
  test("shows a real pool of three with ten tasks at work, without a click", async () => {
    await lab.page.getByText("real processes on this machine").waitFor()
    await eventually(() => lab.box(/^slot \d, \d+/).count()).toBe(3)
    const main = await lab.pidOf("MainProcess")
    const pids = await Promise.all([1, 2, 3].map((slot) => lab.pidOf(`slot ${slot}`)))
    expect(kernelChildren(main).map(({ pid }) => pid)).toEqual(pids.toSorted((a, b) => a - b))
    await eventually(() => lab.box(/^t\d+/).count()).toBe(10)
    expect(kernelChildren(main).map(({ pid }) => pid)).toEqual(pids.toSorted((a, b) => a - b))
  })
})

describe("a process", () => {
  beforeEach(() => lab.newLab())

  test("is an outline, then runs, is terminated, stays a zombie until joined, with exit code −15", async () => {
    await lab.create("Process", async (form) => {
      await form.getByLabel("Start it at once").uncheck()
    })
    await lab.select(/^p1, no PID, not started/)
    const main = await lab.pidOf("MainProcess")
    expect(kernelChildren(main)).toEqual([])
    await lab.act("await p1.isAlive()")
    await lab.act("p1.start()")
    const pid = await lab.pidOf("p1")
    expect(kernelProcess(pid)).toMatchObject({ ppid: main })
    await lab.act("await p1.isAlive()")
    await eventually(() => lab.fact("isAlive()").textContent()).toMatch(/false[\s\S]*true/)

    await lab.act("p1.terminate()")
    await lab.words(/^p1, \d+, zombie/)
    expect(state(pid)).toBe("Z")
    await eventually(() => lab.fact("Exit code").textContent()).toContain("-15")
    await lab.act("await p1.join()")
    await eventually(() => state(pid)).toBe("none")
    await eventually(() => lab.inspector.textContent()).toMatch(/^p1.*ended/)
    await eventually(() => lab.fact("Exit code").textContent()).toContain("-15")
  })

  test("that is joined keeps its caller waiting, as is shown, and a timeout ends only the wait", async () => {
    await lab.create("Process")
    await lab.select(/^p1, \d+/)
    const blocked = lab.page.getByText(/^blocked for/).waitFor()
    await lab.type("await p1.join(6)")
    await Promise.all([blocked, lab.words(/^MainProcess, \d+, waiting.*join/)])
    await eventually(() => lab.page.getByText(/^blocked for/).count()).toBe(0)
    const pid = await lab.pidOf("p1")
    expect(state(pid)).toMatch(/[RS]/)
  })

  test("is suspended and resumed by real signals", async () => {
    await lab.create("Process")
    await lab.select(/^p1, \d+/)
    const pid = await lab.pidOf("p1")
    await lab.act("sends SIGSTOP")
    await lab.words(/^p1, \d+, stopped/)
    expect(state(pid)).toBe("T")
    await lab.act("sends SIGCONT")
    await lab.words(/^p1, \d+, (waiting|running|ready)/)
    expect(state(pid)).toMatch(/[RS]/)
  })

  test("can be ended from outside while the lab's main process is blocked in a join", async () => {
    await lab.create("Process")
    await lab.select(/^p1, \d+/)
    await lab.act("await p1.join()")
    await lab.words(/^MainProcess, \d+, waiting.*join/)
    await lab.act("sends SIGKILL")
    await lab.words(/^MainProcess, \d+, waiting(?!.*join)/)
    await eventually(() => lab.fact("Exit code").textContent()).toContain("-9")
  })
})

describe("a queue of three", () => {
  beforeEach(() => lab.newLab())

  test("fills up, keeps a fourth put waiting until its timeout gives Full, and gives the items back in order", async () => {
    await lab.create("Queue")
    await lab.select(/^q1|^Queue/)
    const value = lab.inspector.getByLabel("value")
    for (const [index, text] of ["a", "b", "c"].entries()) {
      await value.fill(text)
      await lab.act(`await q1.put("${text}", { timeout: 2 })`)
      await eventually(() => lab.fact("Depth").textContent()).toBe(`${index + 1} / 3`)
    }
    await lab.stage
      .getByText(/^full$/i)
      .first()
      .waitFor()
    await value.fill("d")
    await lab.act('await q1.put("d", { timeout: 2 })')
    await lab.words(/^MainProcess, \d+, waiting.*put/)
    const pid = await lab.pidOf("MainProcess")
    expect(state(pid)).toBe("S")
    await lab.result('await q1.put("d"', /Full/)
    for (const text of ["a", "b", "c"]) {
      await lab.act("await q1.getNowait()")
      await lab.result("await q1.getNowait()", new RegExp(`'${text}'`))
    }
    await lab.act("await q1.getNowait()")
    await lab.result("await q1.getNowait()", /Empty/)
  })
})

describe("a pool of three", () => {
  beforeEach(() => lab.newLab())

  test("does ten tasks on exactly three PIDs, closes, refuses a late task and is joined", async () => {
    await lab.create("Pool")
    await eventually(() => lab.box(/^slot \d, \d+/).count()).toBe(3)
    const main = await lab.pidOf("MainProcess")
    const pids = new Set<number>()
    await eventually(async () => {
      for (const { pid } of kernelChildren(main)) pids.add(pid)
      return lab.box(/^t\d+/).count()
    }).toBe(10)
    expect(pids.size).toBe(3)
    await lab.select(/^Pool\(3\)|^pool1/)
    await lab.act("pool1.close()")
    await lab.type("pool1.applyAsync(worker, [99])")
    await lab.result("pool1.applyAsync(worker, [99])", /ValueError: Pool not running/)
    await lab.act("await pool1.join()")
    await eventually(() => kernelChildren(main)).toEqual([])
  })

  test("joined before it is closed gives Python's error", async () => {
    await lab.create("Pool", async (form) => {
      await form.getByLabel("Tasks to submit").fill("0")
    })
    await lab.select(/^Pool\(3\)|^pool1/)
    await lab.act("await pool1.join()")
    await lab.result("await pool1.join()", /ValueError: Pool is still running/)
  })

  test("shows a task's error as unread until the program asks for it", async () => {
    const unread = lab.page.getByText("1 error unread").filter({ visible: true })
    await lab.type("const pool1 = new Pool(2)")
    await lab.type('const r = pool1.applyAsync(crash, ["it broke"])')
    await unread.first().waitFor()
    await lab.type("await r.get()")
    await lab.result("await r.get()", /it broke/)
    await eventually(() => unread.count()).toBe(0)
  })

  test("replaces a killed worker in its slot, and its task fails with a clear error", async () => {
    await lab.type("const pool1 = new Pool(1)")
    await lab.type("const r = pool1.applyAsync(sleepFor, [1000])")
    await lab.box(/^slot 1, \d+, .*sleepFor/).waitFor() // killed before, its successor would do the task
    await lab.select(/^slot 1, \d+/)
    const first = await lab.pidOf("slot 1")
    await lab.act("sends SIGKILL")
    await eventually(() => lab.pidOf("slot 1")).not.toBe(first)
    await lab.type("await r.get()")
    await lab.result("await r.get()", /WorkerLostError/)
    expect(state(first)).toBe("none")
  })
})

describe("the lab", () => {
  beforeEach(() => lab.newLab())

  test("shows the traceback of a line that throws, and keeps working", async () => {
    await lab.type("null.nothing")
    await lab.result("null.nothing", /TypeError/)
    await lab.type("const = 3")
    await lab.result("const = 3", /SyntaxError/)
    await lab.type("6 * 7")
    await lab.result("6 * 7", /42/)
  })

  test("interrupts a line that would wait for ever, and one that would compute for ever", async () => {
    await lab.type("await sleep(1000)")
    await lab.page.getByRole("button", { name: "Interrupt" }).click()
    await lab.result("await sleep(1000)", /KeyboardInterrupt/)
    await lab.type("for (;;);")
    await lab.page.getByRole("button", { name: "Interrupt" }).click()
    await lab.result("for (;;);", /interrupt/i)
    await lab.type("6 * 7")
    await lab.result("6 * 7", /42/)
  })
})
