import { Column } from "./column.ts"

/** A value over time: each value holds until the time of the next one. */
export class Steps {
  readonly at = new Column()
  readonly value = new Column()
  most = 0

  /** Removes the values before a time, except the last of them. */
  drop(before: number): void {
    const count = Math.max(0, this.at.after(before) - 1)
    this.at.drop(count)
    this.value.drop(count)
  }

  push(at: number, value: number): void {
    this.at.push(Math.max(this.at.last, at))
    this.value.push(value)
    this.most = Math.max(this.most, value)
  }
}
