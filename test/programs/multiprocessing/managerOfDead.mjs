import { Manager } from "../../../dist/multiprocessing/index.cjs"

console.log(Manager().pid)
process.kill(process.pid, "SIGKILL")
