import { Process } from "../../../dist/multiprocessing/index.cjs"

const children = [1, 2, 3].map(() => new Process({ target: () => sleep(1000), daemon: true }))
try {
  for (const child of children) child.start()
} catch (error) {
  console.log(`${error.name}: ${error.message}`)
}
