import { currentProcess, Process } from "../../../dist/multiprocessing/index.cjs"

const child = new Process({
  target: async (main) => {
    const grandchild = new Process({
      target: (names) => console.log([...names, currentProcess().name].join(" > ")),
      args: [[main, currentProcess().name]],
    })
    grandchild.start()
    await grandchild.join()
  },
  args: [currentProcess().name],
})
child.start()
await child.join()
