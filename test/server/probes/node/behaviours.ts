/**
 * Programs that print what Node does with processes and threads. A program that starts itself again knows it by its
 * first argument. Each prints the same at every run, and nothing of what the probe's README says that a program can see.
 */
interface Behaviour {
  readonly name: string
  /** CommonJS. `say` prints a value as JSON. */
  readonly source: string
}

/** What programs print of an error that `child_process` or `worker_threads` reports. */
const ERROR =
  "const of = (error) => error && { name: error.name, code: error.code, signal: error.signal, killed: error.killed, errno: error.errno, syscall: error.syscall, path: error.path, cmd: error.cmd, message: error.message.split('\\n')[0] }"

export const BEHAVIOURS: readonly Behaviour[] = [
  {
    name: "spawn: events in their order, arguments, exit codes and signals",
    source: `const { spawn } = require("child_process")
const told = []
const child = spawn("sh", ["-c", "echo out; echo err >&2; exit 3"], { argv0: "other" })
say([child.spawnfile, child.spawnargs, child.connected, child.killed, child.exitCode, child.stdio.length])
for (const event of ["spawn", "exit", "close", "disconnect", "error"]) child.on(event, (...values) => told.push([event, ...values]))
child.stdout.on("data", (data) => say(String(data)))
child.stderr.on("data", (data) => say(String(data)))
child.on("close", () => {
  say(told)
  const other = spawn("sleep", ["60"])
  other.on("spawn", () => say(other.kill("SIGTERM")))
  other.on("exit", (...end) => say([end, other.killed, other.signalCode, other.kill()]))
})`,
  },
  {
    name: "spawn: what is not there, not executable, or no valid argument",
    source: `${ERROR}
const { spawn, spawnSync } = require("child_process")
spawn("/does/not/exist").on("error", (error) => say(of(error)))
spawn("/etc/passwd").on("error", (error) => say(of(error)))
spawn("true", { cwd: "/does/not/exist" }).on("error", (error) => say(of(error)))
for (const bad of [() => spawn(""), () => spawn("a\\0b"), () => spawn("true", "x"), () => spawn("true", [], { stdio: "bad" }), () => spawn("true", [], { uid: "x" }), () => spawn()]) {
  try { bad() } catch (error) { say(of(error)) }
}
say(of(spawnSync("/does/not/exist").error))`,
  },
  {
    name: "spawnSync, execSync and execFileSync: results, input, timeouts and limits",
    source: `${ERROR}
const { execFileSync, execSync, spawnSync } = require("child_process")
const shown = ({ status, signal, stdout, stderr, output, error, pid }) => say([status, signal, String(stdout).slice(0, 60), String(stderr), output && output.length, of(error), pid > 0])
shown(spawnSync("sh", ["-c", "cat; echo e >&2; exit 4"], { input: "in" }))
shown(spawnSync("sleep", ["60"], { timeout: 100, killSignal: "SIGINT" }))
shown(spawnSync("yes", { maxBuffer: 1000 }))
shown(spawnSync("echo $0 $X", { shell: true, env: { X: "1", PATH: process.env.PATH } }))
say(execSync("echo $((1 + 1))", { encoding: "utf8" }))
say(execFileSync("printf", ["%s-", "a", "b c"]).toString())
for (const bad of [() => execSync("exit 5", { stdio: "pipe" }), () => execFileSync("false"), () => execFileSync("sleep", ["60"], { timeout: 50 })]) {
  try { bad() } catch (error) { say([of(error), error.status, error.signal]) }
}`,
  },
  {
    name: "exec and execFile: callbacks, promises, limits, and an abort",
    source: `${ERROR}
const { exec, execFile } = require("child_process")
const { promisify } = require("util")
;(async () => {
  say(await promisify(exec)("echo a; echo b >&2"))
  await promisify(execFile)("sh", ["-c", "echo x; exit 6"]).catch((error) => say([of(error), error.stdout, error.stderr]))
  await promisify(exec)("yes", { maxBuffer: 100 }).catch((error) => say([of(error), error.stdout.length]))
  const abort = new AbortController()
  const pending = promisify(execFile)("sleep", ["60"], { signal: abort.signal })
  setTimeout(() => abort.abort(), 50)
  await pending.catch((error) => say(of(error)))
  await new Promise((done) => exec("kill -9 $$", (error, out, err) => done(say([of(error), out, err]))))
  const child = exec("cat")
  child.stdout.on("data", (data) => say(data))
  child.stdin.end("through")
})()`,
  },
  {
    name: "stdio: inherited, ignored, a file, a stream and extra pipes",
    source: `const { spawn, spawnSync } = require("child_process")
const fs = require("fs"), os = require("os"), path = require("path")
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stdio-"))
const fd = fs.openSync(path.join(folder, "out"), "w")
spawnSync("echo", ["inherited"], { stdio: "inherit" })
spawnSync("echo", ["to a file"], { stdio: ["ignore", fd, "ignore"] })
say(fs.readFileSync(path.join(folder, "out"), "utf8"))
fs.rmSync(folder, { recursive: true })
const child = spawn("sh", ["-c", "cat <&3 >&4; ls /proc/self/fd | wc -l"], { stdio: ["ignore", "pipe", "inherit", "pipe", "pipe"] })
say(child.stdio.map((stream) => stream && stream.constructor.name))
child.stdio[3].end("three to four")
child.stdio[4].on("data", (data) => say(String(data)))
child.stdout.on("data", (data) => say(String(data).trim()))
child.on("close", (...end) => say(end))`,
  },
  {
    name: "fork: messages, handles, disconnect, and what the child sees",
    source: `const { fork } = require("child_process")
if (process.argv[2] === "child") {
  process.send({ argv: process.argv.slice(2), execArgv: process.execArgv, connected: process.connected, listeners: process.listenerCount("message"), env: process.env.X, channel: process.channel.constructor.name, kept: process.channel.hasRef?.() })
  process.on("message", (message) => {
    if (message === "end") process.disconnect()
    else process.send({ back: message })
  })
  process.on("disconnect", () => { console.log("child: disconnected", process.connected); process.exitCode = 7 })
} else {
  const child = fork(__filename, ["child", "more"], { execArgv: ["--no-deprecation"], env: { ...process.env, X: "x" } })
  const told = []
  child.on("message", (message) => { told.push(message); if (message.back?.n === 2) child.send("end") })
  for (const event of ["spawn", "disconnect", "exit", "close"]) child.on(event, (...values) => told.push([event, ...values]))
  for (const n of [0, 1, 2]) child.send({ n }, (error) => told.push(["sent", error]))
  child.on("close", () => { say(told); try { child.send(1) } catch (error) { say(error.code) } })
  child.on("error", (error) => say(error.code))
}`,
  },
  {
    name: "fork: advanced serialization, silence, and a server that is handed over",
    source: `const { fork } = require("child_process")
const net = require("net")
if (process.argv[2] === "child") {
  process.on("message", (message, handle) => {
    if (handle) { handle.on("connection", (socket) => { socket.end("from the child"); handle.close(); process.disconnect() }); process.send({ ready: handle.constructor.name }) }
    else process.send({ map: [...message.map], big: message.big, date: message.date, undefinedToo: "u" in message })
  })
} else {
  const child = fork(__filename, ["child"], { serialization: "advanced", silent: true })
  child.send({ map: new Map([[1, { a: 2 }]]), big: 5n, date: new Date(0), u: undefined })
  const server = net.createServer()
  child.on("message", (message) => {
    say({ ...message, big: String(message.big) })
    if (message.map) server.listen(0, () => child.send("server", server, () => server.close()))
    if (message.ready) net.connect(server.address()?.port ?? port, () => {}).on("data", (data) => say(String(data)))
  })
  let port
  server.on("listening", () => { port = server.address().port })
  child.on("exit", (...end) => say(end))
}`,
  },
  {
    name: "a process sees itself as without us: variables, options, descriptors, listeners, handles",
    source: `const { fork, execFileSync } = require("child_process")
say(Object.keys(process.env).filter((name) => /FORKSCOPE|NODE_OPTIONS/.test(name)))
say([process.execArgv, process.argv.length, process.env.NODE_OPTIONS, "NODE_OPTIONS" in process.env])
say(process.eventNames().map(String).filter((name) => name !== "exit"))
say([process._getActiveHandles().length, process.getActiveResourcesInfo().filter((name) => name !== "ConnectWrap")])
say(Object.keys(require.cache).length, module.children.length)
say(Object.keys(globalThis))
say(Object.getOwnPropertyNames(require("child_process")).sort())
say([require("child_process").spawn.length, require("child_process").spawn.name, String(require("child_process").fork).length])
say(new Error("where").stack.split("\\n").slice(1).map((line) => line.replace(/\\(.*\\//, "(")))
if (process.argv[2] !== "child") fork(__filename, ["child"])`,
  },
  {
    name: "an error in a callback of a child has the stack that it has without us",
    source: `const { execFile, fork } = require("child_process")
process.on("uncaughtException", (error, origin) => say([origin, error.message, // Below these it depends on which comes first: the end of the child, or that of its output.
error.stack.split("\\n").slice(1, 4).map((line) => line.replace(/\\(.*\\//, "("))]))
execFile("true", () => {
  setImmediate(() => { fork("/does/not/exist.js", { silent: true }).on("exit", (code) => { throw new Error("in exit: " + code) }) })
  throw new Error("in a callback")
})`,
  },
  {
    name: "warnings and the end: unhandled rejections, exit codes, listeners of exit",
    source: `const { spawnSync } = require("child_process")
const run = (code, ...options) => { const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...options, "-e", code]); say([status, signal, String(stdout), String(stderr).replace(/node:\\d+/g, "node").split("\\n").filter((line) => !line.includes("    at "))]) }
run("Promise.reject(new Error('no'))")
run("process.on('exit', (code) => console.log('exit', code)); process.exitCode = 9")
run("process.emitWarning('careful')")
run("process.abort()")
run("process.kill(process.pid, 'SIGINT')")
run("throw 5")
run("new (require('events'))().on('x', () => {}).setMaxListeners(1).on('x', () => {})")
run("setTimeout(() => {}, 1e9).unref(); console.log(process.uptime() < 60)")
run("console.log(process.execArgv)", "--stack-trace-limit=3")`,
  },
  {
    name: "cluster: workers, their messages, a shared port, disconnect and kill",
    source: `const cluster = require("cluster")
const http = require("http")
if (cluster.isPrimary) {
  cluster.setupPrimary({ args: ["worker"], silent: false })
  say([cluster.schedulingPolicy, cluster.settings.args, cluster.settings.exec === __filename])
  const told = []
  for (const event of ["fork", "online", "listening", "disconnect", "exit"]) cluster.on(event, (worker, ...more) => told.push([event, worker.id, event === "exit" ? more : worker.exitedAfterDisconnect]))
  const one = cluster.fork({ NAME: "one" })
  one.on("message", (message) => {
    say(Object.keys(message))
    if (message.port) http.get({ port: message.port, agent: false }, (answer) => answer.on("data", (data) => { say(String(data)); one.disconnect() }))
  })
  one.on("exit", () => {
    const two = cluster.fork({ NAME: "two" })
    two.on("online", () => two.process.kill("SIGKILL"))
    two.on("exit", () => { say(told); say(Object.keys(cluster.workers)) })
  })
} else if (process.env.NAME === "one") {
  const server = http.createServer((_, answer) => answer.end("by " + process.env.NAME)).listen(0, () => process.send({ port: server.address().port > 0 ? server.address().port : 0, id: cluster.worker.id, isPrimary: cluster.isPrimary }))
} else setInterval(() => {}, 1000)`,
  },
  {
    name: "worker_threads: data, messages, ports and shared memory",
    source: `const { Worker, isMainThread, parentPort, workerData, threadId, MessageChannel, receiveMessageOnPort, resourceLimits, SHARE_ENV } = require("worker_threads")
if (isMainThread) {
  const shared = new Int32Array(new SharedArrayBuffer(8))
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(__filename, { workerData: { shared, port: port2, n: 1 }, transferList: [port2], argv: ["x"], name: "mine", resourceLimits: { stackSizeMb: 4 } })
  const told = []
  for (const event of ["online", "message", "messageerror", "error", "exit"]) worker.on(event, (...values) => told.push([event, ...values]))
  port1.on("message", (message) => { say(["port", message]); Atomics.store(shared, 0, 1); Atomics.notify(shared, 0); port1.close() })
  worker.on("exit", () => { say(told); say([threadId, Atomics.load(shared, 1), worker.threadId]) })
  worker.postMessage("first")
} else {
  parentPort.once("message", (message) => {
    parentPort.postMessage({ message, threadId, argv: process.argv.slice(2), limits: resourceLimits.stackSizeMb, isMainThread, keys: Object.keys(workerData) })
    workerData.port.postMessage("through the port")
    say0(Atomics.wait(workerData.shared, 0, 0, 60000) !== "timed-out")
    Atomics.store(workerData.shared, 1, 42)
    workerData.port.close()
  })
  const say0 = (value) => parentPort.postMessage(value)
}`,
  },
  {
    name: "worker_threads: how they end, their streams, their environment",
    source: `const { Worker, SHARE_ENV } = require("worker_threads")
const end = (code, options = {}) => new Promise((done) => {
  const told = []
  const worker = new Worker(code, { eval: true, ...options })
  worker.on("error", (error) => told.push(["error", error.name, error.code, error.message]))
  worker.on("exit", (code) => done(say([...told, code])))
  options.then?.(worker)
})
;(async () => {
  await end("process.exit(5)")
  await end("throw new TypeError('in a thread')")
  await end("Promise.reject(new Error('unheard'))")
  await end("require('worker_threads').parentPort.postMessage(1); setInterval(() => {}, 1000)", { then: (worker) => worker.once("message", () => worker.terminate()) })
  await end("require('worker_threads').parentPort.postMessage(1); while (true);", { then: (worker) => worker.once("message", () => worker.terminate()) })
  await end("let all = []; while (true) all.push(new Array(1e5).fill(1))", { resourceLimits: { maxOldGenerationSizeMb: 16 } })
  await end("console.log(process.env.A, Object.keys(process.env).some((name) => /FORKSCOPE|NODE_OPTIONS/.test(name)), process.execArgv.length)", { env: { A: "a" } })
  process.env.SHARED = "before"
  await end("process.env.SHARED = 'after'", { env: SHARE_ENV })
  say(process.env.SHARED)
  await end("process.stdout.write('to the parent'); process.stderr.write('e')", { stdout: true, stderr: true, then: (worker) => worker.stdout.on("data", (data) => say(String(data))) })
  await end("const { Worker } = require('worker_threads'); new Worker('console.log(require(\\"worker_threads\\").threadId > 1)', { eval: true })")
})()`,
  },
  {
    name: "worker_threads: what cannot be sent, and what a thread knows of itself",
    source: `const { Worker, isMainThread, parentPort, setEnvironmentData, getEnvironmentData, BroadcastChannel, markAsUntransferable } = require("worker_threads")
if (isMainThread) {
  setEnvironmentData("key", { value: 1 })
  for (const bad of [() => {}, Symbol("s")]) { try { new Worker(__filename, { workerData: bad }) } catch (error) { say([error.name, error.message.slice(0, 60)]) } }
  const buffer = new ArrayBuffer(4)
  markAsUntransferable(buffer)
  const channel = new BroadcastChannel("all")
  const worker = new Worker(__filename)
  // They come in any order.
  const told = []
  const tell = (value) => { if (told.push(JSON.stringify(value)) === 3) say(told.sort()) }
  channel.onmessage = ({ data }) => { tell(data); channel.close() }
  worker.on("message", (message) => tell(message))
  worker.on("exit", (code) => tell(["exit", code]))
} else {
  parentPort.postMessage([getEnvironmentData("key"), Object.keys(require.cache).length, parentPort.eventNames().map(String), process.eventNames().map(String)])
  const channel = new BroadcastChannel("all")
  channel.postMessage("to everybody")
  channel.close()
}`,
  },
  {
    name: "signals: ignored ones, handlers, and what a child gets",
    source: `const { spawn, spawnSync } = require("child_process")
process.on("SIGUSR2", () => say("handled"))
process.kill(process.pid, "SIGUSR2")
setTimeout(() => {
  say(String(spawnSync("sh", ["-c", "grep -E 'Sig(Ign|Cgt|Blk)' /proc/self/status"]).stdout))
  const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => { console.log('asked'); process.exit(3) }); setInterval(() => {}, 1000); console.log('ready')"])
  child.stdout.on("data", (data) => { say(String(data).trim()); if (String(data).includes("ready")) child.kill() })
  child.on("exit", (...end) => say(end))
}, 200)`,
  },
  {
    name: "a child in the background outlives its parent, and an unreferenced one does not hold it",
    source: `const { spawn } = require("child_process")
const child = spawn("sleep", ["0.5"], { detached: true, stdio: "ignore" })
child.unref()
say([child.pid > 0, require("fs").readFileSync("/proc/" + child.pid + "/stat", "utf8").split(" ")[4] === String(child.pid)])
process.on("exit", (code) => say(["exit", code]))`,
  },
]
