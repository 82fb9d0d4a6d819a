import { arch } from "node:os"

/** What a thread does in the system call in which it sleeps. */
type Call = "read" | "write" | "futex" | "wait" | "lock"

/** A system call in which a thread sleeps, as far as it matters who could end it. */
export interface SystemCall {
  readonly call: Call
  /** The descriptor that it is about; null: none. */
  readonly fd: number | null
  /** Whether it has a timeout. */
  readonly isTimed: boolean
  /** Of a futex: whether only threads of the same process can end it. */
  readonly isPrivate: boolean
}

/** Numbers of system calls, by architecture: x86-64, and the table that newer architectures share (arm64, riscv64). */
const X64 = { read: [0, 19], write: [1, 20], futex: [202], wait: [61, 247], flock: [73], fcntl: [72] }
const GENERIC = { read: [63, 65], write: [64, 66], futex: [98], wait: [260, 95], flock: [32], fcntl: [25] }
type Name = keyof typeof X64

const NAMES: ReadonlyMap<number, Name> = new Map(
  Object.entries(arch() === "x64" ? X64 : GENERIC).flatMap(([name, numbers]) =>
    numbers.map((number) => [number, name as Name] as const),
  ),
)

/** Commands of fcntl that wait for a lock: F_SETLKW and F_OFD_SETLKW. */
const WAITING_LOCKS: ReadonlySet<number> = new Set([7, 38])
/** Commands of futex that wait: FUTEX_WAIT, FUTEX_LOCK_PI, FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI. */
const WAITING_FUTEX: ReadonlySet<number> = new Set([0, 6, 9, 11])
const FUTEX_COMMAND = 127
const FUTEX_PRIVATE = 128

/**
 * Reads a line of `/proc/PID/task/TID/syscall`: a number and six arguments in hexadecimal, then two addresses.
 *
 * @returns null for a thread that runs, or sleeps in another call.
 */
export function parseSystemCall(line: string): SystemCall | null {
  const [number = "", ...args] = line.trim().split(" ")
  const name = /^\d+$/.test(number) ? NAMES.get(Number(number)) : undefined
  if (name === undefined || args.length < 6) return null
  const int = (place: number) => Number(BigInt.asIntN(32, BigInt(args[place] ?? 0)))
  const wait = (call: Call, fd: number | null) => ({ call, fd, isTimed: false, isPrivate: false })
  switch (name) {
    case "read":
    case "write":
      return wait(name, int(0))
    case "wait":
      return wait("wait", null)
    case "flock":
      return wait("lock", int(0))
    case "fcntl":
      return WAITING_LOCKS.has(int(1)) ? wait("lock", int(0)) : null
    case "futex":
      if (!WAITING_FUTEX.has(int(1) & FUTEX_COMMAND)) return null
      return {
        call: "futex",
        fd: null,
        isTimed: BigInt(args[3] ?? 0) !== 0n,
        isPrivate: (int(1) & FUTEX_PRIVATE) !== 0,
      }
  }
}
