import type { Task } from "./task.ts"

/** The tasks of one worker, in the order in which it runs them. */
export class InFlight {
  #tasks: Task[] = []
  /** Number of the newest task. Numbers are not used twice. */
  lastNumber = 0

  get size(): number {
    return this.#tasks.length
  }

  get first(): Task | undefined {
    return this.#tasks[0]
  }

  /** Adds a task and gives it its number. */
  add(task: Task): void {
    task.number = ++this.lastNumber
    this.#tasks.push(task)
  }

  /**
   * Takes out the task of that number; undefined if it is no longer here. Results come in order, so it is the first.
   */
  take(number: number): Task | undefined {
    if (this.first?.number === number) return this.#tasks.shift()
    const index = this.#tasks.findIndex((task) => task.number === number)
    return index < 0 ? undefined : this.#tasks.splice(index, 1)[0]
  }

  /** Takes out every task whose number is above the given one and that passes the test. */
  takeAbove(number: number, test: (task: Task) => boolean = () => true): Task[] {
    const taken: Task[] = []
    const kept: Task[] = []
    for (const task of this.#tasks) (task.number > number && test(task) ? taken : kept).push(task)
    this.#tasks = kept
    return taken
  }
}
