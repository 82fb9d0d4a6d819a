import { Process } from "../../../dist/multiprocessing/index.cjs"

const outside = 1
const children = [
  new Process({ target: { module: new URL("targets.mjs", import.meta.url).href, name: "fails" } }),
  new Process({ target: () => console.log(outside) }),
]
for (const child of children) {
  child.start()
  await child.join()
}
console.log(...children.map((child) => child.exitCode))
