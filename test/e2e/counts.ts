/** One figure in the page's tables, and how to read it from the program's output. */
export interface Count {
  section: "Queues" | "Pools" | "Locks" | "Pipes"
  column: string
  /** The column's figures according to the program's output, one for each row, in the order of the rows. */
  of(output: string): number[]
}

/** Number of matches of the pattern in the output. */
const times = (pattern: RegExp) => (output: string) => output.match(new RegExp(pattern, "gm"))?.length ?? 0
/** The numbers that the pattern's group captures in the output. */
const numbers = (pattern: RegExp) => (output: string) =>
  [...output.matchAll(new RegExp(pattern, "gm"))].map(([, number]) => Number(number))
/** Length of the printed list that follows the words. */
const listed = (words: string) => (output: string) =>
  new RegExp(`${words}: \\[([^\\]]*)\\]`).exec(output)?.[1]?.split(", ").length ?? 0
/**
 * The same figure in `rows` rows; `more` counts operations that the program does not print, an end mark for example.
 */
const count =
  (one: (output: string) => number | number[], more = 0, rows = 1) =>
  (output: string) => {
    const found = one(output)
    return Array.isArray(found) ? found.map((each) => each + more) : Array<number>(rows).fill(found + more)
  }

const queue = (column: "Put" | "Get" | "Depth", of: Count["of"]): Count => ({ section: "Queues", column, of })
const pool = (column: "Workers" | "Submitted" | "Finished" | "Failed", of: Count["of"]): Count => ({
  section: "Pools",
  column,
  of,
})
const lock = (of: Count["of"]): Count => ({ section: "Locks", column: "Taken", of })
const pipe = (column: "Sent" | "Received", of: Count["of"]): Count => ({ section: "Pipes", column, of })

/**
 * The figures of the tables that each program prints itself. Programs without queues, pools, locks or pipes print PIDs
 * and exit codes.
 */
export const COUNTS: Record<string, readonly Count[]> = {
  states: [queue("Get", count(times(/^等到了/)))],
  "more-workers": [pool("Workers", numbers(/^(\d+)个进程: /))],
  "start-cost": [lock((output) => [...numbers(/启动(\d+)个进程/)(output), ...numbers(/启动(\d+)个线程/)(output)])],
  "queue-bounded": [queue("Get", count(times(/^消息\d$/)))],
  "queue-two-processes": [
    queue("Put", count(times(/放入 \S+ 到队列/))),
    // The consumer gets the end mark but does not print it.
    queue("Get", count(times(/从队列得到/), 1)),
  ],
  "queue-unbounded": [queue("Put", numbers(/放了(\d+)条消息/)), queue("Get", numbers(/放了(\d+)条消息/))],
  "check-then-act": [queue("Get", count(times(/得到 消息1/)))],
  "queue-one-program": [queue("Get", count(times(/子进程得到/)))],
  pool: [pool("Submitted", count(times(/开始执行/))), pool("Finished", count(times(/执行完毕/)))],
  "pool-close-join": [pool("Finished", count(listed("完成的任务")))],
  "by-hand-or-pool": [
    pool("Finished", numbers(/^进程池: (\d+)个任务/)),
    pool("Workers", numbers(/^进程池: .*用了(\d+)个进程/)),
    queue("Get", numbers(/^手动创建: (\d+)个任务/)),
  ],
  "pool-errors-read": [pool("Failed", count(times(/ZeroDivisionError/)))],
  "manager-queue": [queue("Get", count(times(/获取到消息/))), queue("Depth", numbers(/队列剩余 (\d+)/))],
  progress: [pool("Finished", count(times(/\d%/))), queue("Get", count(times(/\d%/)))],
  // The direct calls print this text too, so half of the matches count; plus one end mark.
  coupling: [queue("Get", (output) => [times(/处理了消息/)(output) / 2 + 1])],
  "myth-empty-after-put": [queue("Put", numbers(/(\d+)次中/)), queue("Get", numbers(/(\d+)次中/))],
  "myth-bare-except": [queue("Put", () => [0])],
  "myth-pool-starts-all": [pool("Workers", numbers(/已有(\d+)个进程/))],
  pipeline: [queue("Put", count(listed("results"), 1, 3)), queue("Get", count(listed("results"), 1, 3))],
  // Each of the two consumers gets an end mark.
  "producer-consumer": [queue("Get", count(numbers(/q\.join\(\): (\d+)/), 2))],
  // Each number is sent there and back; plus one end mark.
  "ping-pong": [pipe("Sent", (output) => numbers(/^n = (\d+)/)(output).map((n) => 2 * n + 1))],
  // The main process acquires the lock once more to read the counter.
  counter: [lock(count(numbers(/^counter = (\d+)/), 1))],
  // Each process takes the semaphore once and the lock of each counter twice; the main process reads each counter once.
  semaphore: [lock((output) => [listed("pids")(output), ...Array(2).fill(2 * listed("pids")(output) + 1)])],
  "start-gun": [queue("Get", numbers(/^arrived: (\d+)/)), lock(numbers(/^arrived: (\d+)/))],
  barrier: [queue("Get", count(listed("huts"))), lock(count(listed("huts")))],
  condition: [lock(count(listed("pids")))],
  executor: [pool("Finished", count(listed("squares"))), pool("Workers", numbers(/^workers: (\d+)/))],
  "thread-pool": [pool("Finished", count(listed("tasks"))), pool("Workers", numbers(/^threads: (\d+)/))],
  "two-files": [queue("Get", count(listed("words")))],
  // One pipe for each child, with a question and its answer.
  "node-fork": [pipe("Sent", (output) => Array(times(/squared is/)(output)).fill(2))],
}
