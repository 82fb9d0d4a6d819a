import { Column } from "./column.ts"

/** A figure that holds from a moment until the next one. */
export class Steps {
  readonly at = new Column()
  readonly value = new Column()
  most = 0

  /** Forgets what was before a moment, but for the last of it. */
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
