import { Process, Queue } from "../../../dist/multiprocessing/index.cjs"

const results = new Queue()
const target = { module: new URL("targets.mjs", import.meta.url).href, name: "startsChild" }
const child = new Process({ target, args: [results], daemon: true })
child.start()
console.log(await results.get())
await child.join()
