import { execFile, execSync, fork, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const child = fileURLToPath(new URL("child.cjs", import.meta.url))

const forked = fork(child, ["echo"]) // fork
forked.send({ question: 6 })
const [answer] = await once(forked, "message")
console.log("answer", answer, "exit", await once(forked, "exit"))

const spawned = spawn(process.execPath, [child, "env"], { env: { ONLY: "this" }, stdio: ["ignore", "pipe", "inherit"] }) // spawn
let text = ""
spawned.stdout.on("data", (part) => {
  text += part
})
await once(spawned, "close")
console.log(text.trim())

const sleeper = spawn("sleep", ["60"]) // sleep
sleeper.kill("SIGTERM")
console.log("sleeper", await once(sleeper, "exit"))

execFile("sh", ["-c", `'${process.execPath}' '${child}' env | head -c 4`], (error, stdout) => {
  console.log("execFile", error, stdout)
  console.log("execSync", execSync(`'${process.execPath}' '${child}' seven || echo $?`).toString().trim()) // execSync
  spawn("/does/not/exist").on("error", (failure) => {
    console.log(failure.stack)
    console.log(
      process.execArgv,
      process.env.NODE_OPTIONS,
      Object.keys(process.env).filter((name) => /FORKSCOPE/.test(name)),
    )
    process.exit(4)
  })
})
