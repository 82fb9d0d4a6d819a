const { fork } = require("node:child_process")

const COUNT = 5000
if (process.argv[2] === "child") {
  let got = 0
  process.on("message", () => {
    if (++got === COUNT) process.disconnect()
  })
} else {
  const child = fork(__filename, ["child"])
  for (let n = 0; n < COUNT; n++) child.send(n)
}
