import Tinypool from "tinypool"

const filename = new URL("tasks.mjs", import.meta.url).href
for (const runtime of ["worker_threads", "child_process"]) {
  const pool = new Tinypool({ filename, runtime, minThreads: 2, maxThreads: 2 })
  console.log(runtime, await Promise.all([1, 2, 3, 4].map((n) => pool.run(n))))
  console.log(await pool.run(5, { name: "square" }))
  await pool.run("too far", { name: "fail" }).catch(({ stack }) => console.log(stack))
  await pool.destroy()
}
