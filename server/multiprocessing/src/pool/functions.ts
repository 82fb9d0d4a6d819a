import { describeTarget, type Target, targetName } from "../wire/targets.ts"
import { Prefetch } from "./prefetch.ts"

/** A submitted function: workers get its description once and refer to it by its number afterwards. */
export interface FunctionEntry {
  readonly id: number
  readonly name: string
  readonly description: Buffer
  readonly prefetch: Prefetch
}

/** The functions of one pool. */
export class FunctionTable {
  readonly #byFunction = new WeakMap<object, FunctionEntry>()
  /** An arrow function written in a loop is a new object each time, with the same text. */
  readonly #byDescription = new Map<string, FunctionEntry>()

  /** @throws PicklingError for a function that cannot be sent. */
  entryFor(target: Target): FunctionEntry {
    const known = typeof target === "function" ? this.#byFunction.get(target) : undefined
    if (known) return known
    const description = JSON.stringify(describeTarget(target))
    let entry = this.#byDescription.get(description)
    if (!entry) {
      entry = newEntry(this.#byDescription.size + 1, targetName(target), description)
      this.#byDescription.set(description, entry)
    }
    if (typeof target === "function") this.#byFunction.set(target, entry)
    return entry
  }
}

/** A placeholder for a function that cannot be sent, for the facts about its task. */
export function unknownFunction(target: unknown): FunctionEntry {
  return newEntry(0, typeof target === "function" ? target.name : String(target), "")
}

function newEntry(id: number, name: string, description: string): FunctionEntry {
  return { id, name: name.slice(0, 200), description: Buffer.from(description), prefetch: new Prefetch() }
}
