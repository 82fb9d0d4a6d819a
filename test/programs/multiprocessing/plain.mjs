import { Process, Queue } from "../../../dist/multiprocessing/index.cjs"

async function square(numbers, results) {
  for (let number = await numbers.get(); number !== null; number = await numbers.get()) await results.put(number ** 2)
}

const [numbers, results] = [new Queue(2), new Queue()]
const child = new Process({ target: square, args: [numbers, results] })
child.start()
for (const number of [0, 1, 2, 3, 4, null]) await numbers.put(number)
await child.join()
const squares = []
while (!(await results.empty())) squares.push(await results.get())
console.log(...squares)
