import {
  isBounded,
  isCall,
  LOCKS,
  type LockEntity,
  type PoolEntity,
  type ProcessEntity,
  type QueueEntity,
} from "../world/index.ts"

/** The constructor call of a queue. */
export function queueCall(queue: QueueEntity): string {
  const bound = isBounded(queue) ? String(queue.maxsize) : ""
  switch (queue.kind) {
    case "queue":
      return `Queue(${bound})`
    case "joinable":
      return `JoinableQueue(${bound})`
    case "simple":
      return "SimpleQueue()"
    case "manager":
      return `Manager().Queue(${bound})`
    case "local":
      return `${queue.name || "Queue"}(${bound})`
  }
}

/** The constructor call of a pool. */
export function poolCall({ kind, size }: Pick<PoolEntity, "kind" | "size">): string {
  switch (kind) {
    case "pool":
      return `Pool(${size})`
    case "threadPool":
      return `ThreadPool(${size})`
    case "processExecutor":
      return `ProcessPoolExecutor(${size})`
    case "threadExecutor":
      return `ThreadPoolExecutor(${size})`
  }
}

/** The constructor call of a lock, semaphore, event …, without arguments. */
export function lockCall({ kind }: Pick<LockEntity, "kind">): string {
  return `${LOCKS[kind].name}()`
}

/** The class of a constructor call: `Lock` of `Lock()`. */
export const classOf = (call: string): string => call.replace(/\(\d*\)$/, "")

/** A call as source code. @param args As reported: `1, 2`, or as a tuple, `(1,)`. */
export function callText(fn: string, args: string): string {
  const [, inside] = /^\((.*?),?\)$/s.exec(args) ?? []
  return `${fn}(${inside !== undefined && isBalanced(inside) ? inside : args})`
}

/**
 * Whether every closing parenthesis has an opening one before it: the inside of `(1), (2)` does not, so it is no tuple.
 */
function isBalanced(text: string): boolean {
  let open = 0
  for (const letter of text) {
    open += letter === "(" ? 1 : letter === ")" ? -1 : 0
    if (open < 0) return false
  }
  return open === 0
}

export function processCall(process: ProcessEntity): string | null {
  return process.target === null ? null : callText(process.target, process.args ?? "")
}

/** A task as a call, or as what its library calls it. */
export function taskCall(task: { readonly fn: string; readonly args: string }): string {
  return isCall(task) ? callText(task.fn, task.args) : task.fn
}
