const [what] = process.argv.slice(2)
if (what === "echo") {
  process.once("message", ({ question }) => {
    process.send({ answer: question * 7 })
    process.disconnect()
  })
}
if (what === "env") console.log(JSON.stringify(process.env), process.execArgv)
if (what === "seven") process.exit(7)
