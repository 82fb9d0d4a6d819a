import type { Socket } from "node:net"
import type { Fact } from "@forkscope/shared/events"
import type { World } from "@forkscope/shared/world"
import { CommandError } from "../commands/commands.ts"
import { pythonScriptOf } from "./pythonScript.ts"
import { scriptOf } from "./script.ts"

/** Lines that may wait for a busy lab; so many lines come from a program, not from a person. */
const MAX_WAITING = 200

/** The server's side of a lab: sends lines to its kernel, one after another. Their effects come back as facts. */
export class Lab {
  #kernel: Socket | undefined
  #nextLine = 1
  #unsent: string[] = []
  readonly #emit: (fact: Fact) => void
  readonly #now: () => number

  constructor(emit: (fact: Fact) => void, now: () => number) {
    this.#emit = emit
    this.#now = now
  }

  /** Called when the kernel is ready and accepts lines. */
  connect(kernel: Socket): void {
    this.#kernel = kernel
    for (const message of this.#unsent.splice(0)) kernel.write(message)
  }

  /** @returns the line's number. The kernel runs the line when all lines before it are done. */
  submit(code: string, world: World): number {
    const waiting = Object.values(world.lines).filter((line) => line.finishedAt === null).length
    if (waiting >= MAX_WAITING) {
      throw new CommandError("LIMIT", `Expected at most ${MAX_WAITING} lines to wait, the lab is still busy with them`)
    }
    const line = this.#nextLine++
    this.#emit({ type: "line.submitted", src: "run", at: this.#now(), line, code })
    const message = `${JSON.stringify({ line, code })}\n`
    if (this.#kernel) this.#kernel.write(message)
    else this.#unsent.push(message)
    return line
  }
}

/**
 * The lines that succeeded, as a script.
 *
 * @param pythonWorkloads The text of the module with a Python lab's functions.
 */
export function labScript(world: World, pythonWorkloads: string): { file: string; script: string } {
  const name = world.run?.name ?? "lab"
  const lines = Object.values(world.lines)
    .filter((line) => line.state === "ok" || line.state === "interrupted")
    .map((line) => line.code)
  const file = name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "") || "lab"
  return world.run?.language === "python"
    ? { file: `${file}.py`, script: pythonScriptOf(name, lines, pythonWorkloads) }
    : { file: `${file}.mjs`, script: scriptOf(name, lines) }
}
