import { expect, onTestFinished, test } from "vitest"
import { WAITS } from "../../../../server/src/sources/waits/index.ts"
import { catchesSignals } from "../../../../server/src/sources/waits/signals.ts"
import { parseSystemCall } from "../../../../server/src/sources/waits/systemCalls.ts"
import { WaitSampler } from "../../../../server/src/sources/waits/waitSampler.ts"
import { observe } from "../kernel/observe.ts"

/** Watches a Perl program, and what its threads sleep in. */
async function sleeping(code: string) {
  const observed = await observe(["perl", "-e", `$| = 1; ${code}`])
  const { facts, watch } = observed
  const intake = facts.intakeOf(WAITS)
  const sampler = new WaitSampler({ processes: () => watch.processes(), emit: (fact) => intake.take(fact) })
  const loop = setInterval(() => sampler.tick(), 30)
  onTestFinished(() => clearInterval(loop))
  return observed
}

test("a write to a full pipe is reported with the pipe and who could read it, and its end", async () => {
  const { facts, root } = await sleeping(
    "pipe R, W; if (my $child = fork) { close W; $SIG{USR1} = sub { sysread R, my $all, 1 << 20 }; print qq($$ $child ), fileno(R), qq(\\n); sleep 1 while 1 } close R; syswrite W, 'x' x (1 << 17); sleep 3600",
  )
  const [parent, child, fd] = await root.numbers()
  const known = async (pid: number | undefined) => (await facts.until("process.spawned", (one) => one.pid === pid)).proc
  const blocked = await facts.until("thread.blocked", ({ tid }) => tid === child)
  expect(blocked).toMatchObject({
    proc: await known(child),
    call: "write",
    others: [{ proc: await known(parent), pid: parent, fd }],
  })
  expect(blocked.file).toMatch(/^pipe:\[\d+\]$/)
  expect(blocked.slept).toBeGreaterThanOrEqual(1_000_000)
  expect(blocked.isTimed).toBeUndefined()
  expect(blocked.isInterruptible).toBeUndefined()
  process.kill(parent as number, "SIGUSR1")
  await facts.until("thread.unblocked", ({ tid }) => tid === child)
})

test("a read is reported again when another process has the other end", async () => {
  const { facts, root } = await sleeping(
    "pipe R, W; my $reader = fork || do { close W; sysread R, my $b, 1; exit }; my $writer = fork || do { sleep 3600 }; print qq($reader $writer\\n); $SIG{USR1} = sub { close W }; sleep 1 while 1",
  )
  const [reader, writer] = await root.numbers()
  const first = await facts.until("thread.blocked", ({ tid }) => tid === reader)
  expect(first.others?.map(({ pid }) => pid).toSorted()).toEqual([first.others?.[0]?.pid, writer].toSorted())
  const { ppid } = await facts.until("process.spawned", ({ pid }) => pid === reader)
  process.kill(ppid, "SIGUSR1")
  const again = await facts.until("thread.blocked", ({ tid, others }) => tid === reader && others?.length === 1)
  expect(again.others).toMatchObject([{ pid: writer }])
})

test("waits for a child, and for the lock of a file, are reported", async () => {
  const { facts, root } = await sleeping(
    "use Fcntl qw(:flock O_RDONLY); sysopen my $held, '.', O_RDONLY; flock $held, LOCK_EX; my $child = fork || do { sysopen my $other, '.', O_RDONLY; flock $other, LOCK_EX; exit }; print qq($$ $child\\n); waitpid $child, 0",
  )
  const [parent, child] = await root.numbers()
  expect(await facts.until("thread.blocked", ({ tid }) => tid === parent)).toMatchObject({ call: "wait" })
  expect(await facts.until("thread.blocked", ({ tid }) => tid === child)).toMatchObject({ call: "lock" })
})

test("the line of a system call tells which it is, whether it has a timeout, and who can end it", () => {
  const line = (...numbers: (number | string)[]) => `${numbers.join(" ")} 0x7ffd 0x7f00\n`
  const none = ["0x0", "0x0", "0x0", "0x0", "0x0", "0x0"]
  expect(parseSystemCall("running\n")).toBeNull()
  expect(parseSystemCall("-1 0x7ffd 0x7f00\n")).toBeNull()
  if (process.arch !== "x64") return
  const futex = (command: string, timeout: string) => line(202, "0x55", command, "0x0", timeout, "0x0", "0xffffffff")
  expect(parseSystemCall(futex("0x189", "0x0"))).toEqual({ call: "futex", fd: null, isTimed: false, isPrivate: true })
  expect(parseSystemCall(futex("0x109", "0x7f01"))).toEqual({
    call: "futex",
    fd: null,
    isTimed: true,
    isPrivate: false,
  })
  expect(parseSystemCall(futex("0x81", "0x0"))).toBeNull()
  expect(parseSystemCall(line(0, "0x3", ...none.slice(1)))).toMatchObject({ call: "read", fd: 3 })
  expect(parseSystemCall(line(72, "0x4", "0x7", ...none.slice(2)))).toMatchObject({ call: "lock", fd: 4 })
  expect(parseSystemCall(line(72, "0x4", "0x6", ...none.slice(2)))).toBeNull()
  expect(parseSystemCall(line(232, "0x4", ...none.slice(1)))).toBeNull()
})

test("a process catches signals if it runs a function at one that others may send", () => {
  const status = (mask: string) => `Name:\tperl\nSigIgn:\t0000000000000000\nSigCgt:\t${mask}\nCapInh:\t0\n`
  expect(catchesSignals(status("0000000000000000"))).toBe(false)
  expect(catchesSignals(status("0000000180010440"))).toBe(false)
  expect(catchesSignals(status("0000000000004000"))).toBe(true)
  expect(catchesSignals("")).toBe(false)
})
