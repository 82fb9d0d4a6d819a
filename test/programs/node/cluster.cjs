const cluster = require("node:cluster")

if (cluster.isPrimary) {
  for (let index = 0; index < 2; index++) cluster.fork()
  const lines = []
  cluster.on("message", (worker, message) => {
    lines.push(`${worker.id} says ${message}`)
    worker.disconnect()
  })
  cluster.on("exit", (worker, code) => {
    lines.push(`${worker.id} ended ${code}`)
    if (lines.length === 4) console.log(lines.sort().join("\n"))
  })
} else process.send("hello")
