/** Events per batch, as in a run that produces events as fast as it can. */
export const FRAME = 1000

/** Pairs of processes with a queue between them: their puts and gets, and the kernel's samples of each process. */
export function makeEvents(count, processes = 8) {
  const events = []
  const add = (fact) => events.push({ seq: events.length + 1, ...fact })
  add({
    type: "run.started",
    src: "run",
    at: 0,
    name: "b",
    kind: "program",
    argv: [],
    cores: 2,
    wallClock: 0,
    containment: "strong",
  })
  const parent = (proc) => (proc === 1 ? {} : { parent: 1 })
  for (let proc = 1; proc <= processes; proc++) {
    const kernel = { pid: 1000 + proc, ppid: 1, startTime: 1, ...parent(proc) }
    add({ type: "process.spawned", src: "probe", at: proc, proc, ...kernel })
  }
  const half = processes / 2
  const queues = Math.ceil(processes / 8)
  for (let queue = 1; queue <= queues; queue++) {
    add({
      type: "queue.created",
      src: "probe",
      at: processes + queue,
      queue,
      proc: 1,
      name: `q${queue}`,
      maxsize: 1000,
      kind: "queue",
    })
  }
  for (let n = 1; events.length < count; n++) {
    const at = 1000 + n * 40
    const [giver, taker] = [1 + (n % half), half + 1 + (n % half)]
    const queue = 1 + (n % queues)
    const site = { file: "/app/pipeline.py", line: 20 + (n % 7), function: "produce" }
    const put = { src: "probe", proc: giver, queue, op: 2 * n }
    const get = { src: "probe", proc: taker, queue, op: 2 * n + 1 }
    add({ type: "queue.put.started", at, ...put, block: true, value: `item ${n}`, site })
    add({ type: "queue.put.finished", at: at + 9, ...put, outcome: "ok", item: n, depth: 1 })
    add({ type: "queue.get.started", at: at + 10, ...get, block: true })
    add({ type: "queue.get.finished", at: at + 21, ...get, outcome: "ok", item: n, depth: 0 })
    if (n % 5 === 0) {
      const state = { state: "R", core: n % 2, threads: 2, rss: 11_000 + (n % 100) }
      add({ type: "process.sampled", src: "procfs", at: at + 30, proc: giver, cpu: n * 17, queued: n * 3, ...state })
    }
  }
  return events.slice(0, count)
}

/** Writes events to a recording the way a run does. */
export async function recordForReal({ Log, Recorder }, events, path) {
  const log = new Log()
  const onStopped = (error) => {
    throw error ?? new Error("Expected room")
  }
  const recorder = new Recorder({ path, log, name: "bench", wallClock: 0, onStopped })
  for (const [index, { seq: _, ...fact }] of events.entries()) {
    log.append(fact)
    if (index % FRAME === 0) {
      log.flush()
      await new Promise(setImmediate)
    }
  }
  await recorder.close()
  log.close()
}
