import { createRequire } from "node:module"

const { Process, Pool } = createRequire(import.meta.url)("../../../dist/multiprocessing/index.cjs")

const child = new Process({ name: "mine", target: () => console.log("in the child") })
child.start()
await child.join()
const pool = new Pool(1)
console.log(child.exitCode, await pool.apply((n) => n + 1, [1]))
pool.close()
await pool.join()
