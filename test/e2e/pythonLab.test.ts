import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { kernelChildren, kernelProcess } from "../support/kernel.ts"
import { eventually, type LabPage, openLabPage } from "../support/page.ts"

let lab: LabPage

beforeAll(async () => {
  lab = await openLabPage()
})
afterAll(() => lab?.close())
beforeEach(() => lab.newLab("Python"))

const state = (pid: number) => kernelProcess(pid)?.state ?? "none"

test("a Process is an outline, then runs, is terminated, stays a zombie until joined, with exit code −15", async () => {
  await lab.create("Process", async (form) => {
    await form.getByLabel("Start it at once").uncheck()
  })
  await lab.select(/^p1, no PID, not started/)
  const main = await lab.pidOf("MainProcess")
  expect(kernelChildren(main)).toEqual([])
  await lab.act("p1.start()")
  const pid = await lab.pidOf("p1")
  expect(kernelProcess(pid)).toMatchObject({ ppid: main })
  await lab.act("p1.terminate()")
  await lab.words(/^p1, \d+, zombie/)
  expect(state(pid)).toBe("Z")
  await lab.act("p1.join()")
  await eventually(() => state(pid)).toBe("none")
  await eventually(() => lab.fact("Exit code").textContent()).toContain("-15")
})

test("a Queue(3) keeps a fourth put waiting until its timeout gives Full, and gives the items back in order", async () => {
  await lab.create("Queue")
  await lab.select(/^q1|^Queue/)
  const value = lab.inspector.getByLabel("value")
  for (const [index, text] of ["a", "b", "c"].entries()) {
    await value.fill(text)
    await lab.act(`q1.put("${text}", timeout=2)`)
    await eventually(() => lab.fact("Depth").textContent()).toBe(`${index + 1} / 3`)
  }
  await value.fill("d")
  await lab.act('q1.put("d", timeout=2)')
  await lab.words(/^MainProcess, \d+, waiting.*put/)
  await lab.result('q1.put("d"', /Full/)
  for (const text of ["a", "b", "c"]) {
    await lab.act("q1.get_nowait()")
    await lab.result("q1.get_nowait()", new RegExp(`'${text}'`))
  }
  await lab.act("q1.get_nowait()")
  await lab.result("q1.get_nowait()", /Empty/)
})

test("a Pool(3) does ten tasks on exactly three PIDs, closes, refuses a late task and is joined", async () => {
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
  await lab.type("pool1.apply_async(worker, (99,))")
  await lab.result("pool1.apply_async(worker, (99,))", /ValueError: Pool not running/)
  await lab.act("pool1.join()")
  await eventually(() => kernelChildren(main)).toEqual([])
})

test("a line that raises shows its traceback, a line that waits is interrupted, and the lab keeps working", async () => {
  await lab.type("1 / 0")
  await lab.result("1 / 0", /ZeroDivisionError/)
  await lab.type("q = Queue()")
  await lab.type("q.get()")
  await lab.words(/^MainProcess, \d+, waiting.*get/)
  await lab.page.getByRole("button", { name: "Interrupt" }).click()
  await lab.result("q.get()", /KeyboardInterrupt/)
  await lab.type("6 * 7")
  await lab.result("6 * 7", /42/)
})
