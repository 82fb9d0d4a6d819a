/** A parent and three forked children that talk by messages. */
import { fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const file = fileURLToPath(import.meta.url)

if (process.argv[2] === "child") {
  process.on("message", (n) => {
    setTimeout(() => process.send({ pid: process.pid, n, square: n * n }, () => process.disconnect()), 300)
  })
} else {
  const children = [1, 2, 3].map((n) => {
    const child = fork(file, ["child"])
    child.send(n)
    return child
  })
  const answers = await Promise.all(children.map((child) => once(child, "message")))
  for (const [answer] of answers) console.log(`pid=${answer.pid} ${answer.n} squared is ${answer.square}`)
  await Promise.all(children.map((child) => child.exitCode ?? once(child, "exit")))
  console.log(`exit codes: ${children.map((child) => child.exitCode)}`)
}
