import { readdirSync, readlinkSync } from "node:fs"
import { expect, test } from "vitest"
import { Descriptors, GONE, KeptFile } from "../../../../server/src/sources/kernel/descriptors.ts"
import { observe } from "./observe.ts"

const buffer = Buffer.alloc(4096)
const files = (count: number) => Array.from({ length: count }, () => new KeptFile("/proc/self/stat"))

test("a file stays open between reads", () => {
  const descriptors = new Descriptors(4)
  const file = new KeptFile("/proc/self/stat")
  expect(descriptors.read(file, buffer)).toBeGreaterThan(0)
  const { fd } = file
  descriptors.read(file, buffer)
  expect(file.fd).toBe(fd)
  descriptors.release(file)
  expect(descriptors.size).toBe(0)
})

test("more files than the bound are all read, and the least recently used one is closed", () => {
  const descriptors = new Descriptors(3)
  const [often, ...others] = files(9) as [KeptFile, ...KeptFile[]]
  for (const file of others) {
    expect(descriptors.read(often, buffer)).toBeGreaterThan(0)
    expect(descriptors.read(file, buffer)).toBeGreaterThan(0)
    expect(descriptors.size).toBeLessThanOrEqual(3)
  }
  for (const file of [often, ...others]) descriptors.release(file)
  expect(descriptors.size).toBe(0)
})

test("a file opened by its path is in doubt until its process has been checked", () => {
  const descriptors = new Descriptors(1)
  const [one, two] = files(2) as [KeptFile, KeptFile]
  descriptors.read(one, buffer)
  expect(one.doubtful).toBe(true)
  one.doubtful = false
  descriptors.read(one, buffer)
  expect(one.doubtful).toBe(false)
  descriptors.read(two, buffer)
  descriptors.read(one, buffer)
  expect(one.doubtful).toBe(true)
  descriptors.release(one)
})

test("a file that does not exist counts as gone", () => {
  expect(new Descriptors(1).read(new KeptFile("/proc/0/stat"), buffer)).toBe(GONE)
})

test("a tree larger than the bound is watched with few descriptors", async () => {
  const descriptors = new Descriptors(8)
  const script = "for (1 .. 30) { next if fork; sleep 3600 } sleep 3600"
  const { facts, watch } = await observe(["perl", "-e", script], { descriptors })
  await facts.until("process.sampled", () => new Set(facts.of("process.sampled").map(({ proc }) => proc)).size === 31)
  const all = [...watch.processes()]
  const pids = new Set(all.map(({ key }) => String(key.pid)))
  const kept = readdirSync("/proc/self/fd").filter((fd) => pids.has(/^\/proc\/(\d+)\//.exec(target(fd))?.[1] ?? ""))
  expect(kept.length).toBeLessThanOrEqual(8)
  expect(all).toHaveLength(31)
  const last = facts.of("process.spawned").find(({ pid }) => pid === all.at(-1)?.key.pid)
  process.kill(last?.pid as number, "SIGKILL")
  await facts.until("process.exited", ({ proc }) => proc === last?.proc)
})

function target(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ""
  }
}
