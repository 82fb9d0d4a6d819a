import { spawn } from "node:child_process"
import { once } from "node:events"
import { type Life, Lives, type Way } from "@forkscope/server/src/sources/kernel/lives.ts"
import { expect, onTestFinished, test } from "vitest"

/** The processes that end below a shell which runs the line, as this way finds them. */
async function endedBelow(line: string, way: Way): Promise<{ lives: Life[]; missed: number; shell: number }> {
  const finder = await Lives.begin(way)
  if (!finder) throw new Error(`Expected that processes can be found by ${way}`)
  onTestFinished(() => finder.close())
  const shell = spawn("sh", ["-c", `read go; ${line}`], { stdio: ["pipe", "ignore", "inherit"] })
  const pid = shell.pid as number
  finder.launched(pid)
  shell.stdin.end("go\n")
  await once(shell, "close")
  await finder.finish()
  return { lives: finder.take(), missed: finder.missed, shell: pid }
}

test("by its PID each process is found or counted as missed", async () => {
  const { lives, missed } = await endedBelow("i=0; while [ $i -lt 200 ]; do /bin/true; i=$((i+1)); done", "pids")
  expect(lives.length).toBeGreaterThan(0)
  expect(lives.length + missed).toBeGreaterThanOrEqual(200)
})

test("a process that is found by its PID has its parent, its program, its times and its memory", async () => {
  const code = "my @x = (1) x 2e6; 1 while times < 0.1; select undef, undef, undef, 0.5"
  const { lives, shell } = await endedBelow(`sh -c "perl -e '${code}'; :"; :`, "pids")
  const perl = lives.find(({ name }) => name === "perl")
  const parent = lives.find(({ pid }) => pid === perl?.ppid)
  expect(perl?.argv).toEqual(["perl", "-e", code])
  expect(parent).toMatchObject({ ppid: shell, name: "sh" })
  expect(perl?.cpu).toBeGreaterThan(90_000)
  expect(perl?.peak).toBeGreaterThan(30_000)
  expect((perl?.ended ?? 0) - (perl?.born ?? 0)).toBeGreaterThan(500_000)
})

test("the exit code of a process is known where its parent lets it be a zombie for a moment", async () => {
  const { lives } = await endedBelow("perl -e 'fork or exit 5; select undef, undef, undef, 0.5; wait'; :", "pids")
  expect(lives.map(({ exitCode }) => exitCode)).toContain(5)
})

test("a thread is no process", async () => {
  const code = "require('worker_threads'); setTimeout(() => {}, 100)"
  const { lives } = await endedBelow(`"${process.execPath}" -e "${code}"; :`, "pids")
  expect(lives.map(({ name }) => name)).toHaveLength(1)
})
