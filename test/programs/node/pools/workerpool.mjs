import { fileURLToPath } from "node:url"
import workerpool from "workerpool"

const file = fileURLToPath(new URL("workerpoolTasks.cjs", import.meta.url))
for (const workerType of ["thread", "process"]) {
  const pool = workerpool.pool(file, { workerType, maxWorkers: 2 })
  console.log(workerType, await Promise.all([1, 2, 3, 4].map((n) => pool.exec("square", [n]))))
  await pool.exec("fail", ["too far"]).then(undefined, ({ stack }) => console.log(stack))
  await pool.terminate()
}
const any = workerpool.pool({ maxWorkers: 1 })
console.log(
  await any.exec(
    function add(a, b) {
      return a + b
    },
    [3, 4],
  ),
)
try {
  await any.exec("run", [() => {}])
} catch ({ stack }) {
  console.log(stack)
}
await any.terminate(true)
