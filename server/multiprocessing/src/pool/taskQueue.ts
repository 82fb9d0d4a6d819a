import type { Task } from "./task.ts"

/** Tasks that no worker has yet, in the order of submission. */
export class TaskQueue {
  #tasks: (Task | undefined)[] = []
  #head = 0

  get size(): number {
    return this.#tasks.length - this.#head
  }

  get first(): Task | undefined {
    return this.#tasks[this.#head]
  }

  push(task: Task): void {
    this.#tasks.push(task)
  }

  shift(): Task | undefined {
    const task = this.#tasks[this.#head]
    if (task === undefined) return undefined
    this.#tasks[this.#head++] = undefined
    if (this.#head === this.#tasks.length) {
      this.#tasks = []
      this.#head = 0
    } else if (this.#head === 4096) {
      this.#tasks = this.#tasks.slice(this.#head)
      this.#head = 0
    }
    return task
  }

  /** Puts back tasks that were taken from here, each to its place in the order. */
  putBack(tasks: readonly Task[]): void {
    const last = tasks.reduce((highest, task) => Math.max(highest, task.place.order), -1)
    const front = [...tasks]
    for (let first = this.first; first && first.place.order < last; first = this.first) {
      this.shift()
      front.push(first)
    }
    front.sort((one, other) => one.place.order - other.place.order)
    if (front.length > this.#head) {
      this.#tasks = [...front, ...this.#tasks.slice(this.#head)]
      this.#head = 0
      return
    }
    // The places from which these tasks were taken are still free.
    this.#head -= front.length
    for (const [index, task] of front.entries()) this.#tasks[this.#head + index] = task
  }

  /** Removes and returns all tasks. */
  takeAll(): Task[] {
    const tasks = this.#tasks.slice(this.#head) as Task[]
    this.#tasks = []
    this.#head = 0
    return tasks
  }
}
