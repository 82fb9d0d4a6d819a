import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Identity } from "@forkscope/server/src/sources/identity.ts"
import { Intake, type SourceIntake } from "@forkscope/server/src/sources/intake.ts"
import { RUNTIME } from "@forkscope/server/src/sources/runtime/index.ts"
import { type Hello, listen } from "@forkscope/server/src/sources/runtime/listener.ts"
import type { Fact, FactOf } from "@forkscope/shared/events"

/** Collects the facts that processes report over FORKSCOPE_SOCKET, read as the server reads them. */
export class FactCollector {
  readonly path = join(mkdtempSync(join(tmpdir(), "facts-")), "socket")
  readonly hellos: Hello[] = []
  /** The facts in order of arrival, with ids as numbers, checked against the schema. */
  readonly facts: Fact[] = []
  readonly invalid: string[] = []
  readonly #identity = new Identity()
  readonly #intake: SourceIntake = new Intake({
    startedAt: 0,
    identity: this.#identity,
    emit: (fact) => fact.src !== "run" && this.facts.push(fact),
  }).of(RUNTIME)
  #open = 0
  #listener: { close(): void } | undefined

  static async start(): Promise<FactCollector> {
    const collector = new FactCollector()
    collector.#listener = await listen(collector.path, {
      hello: (hello) => {
        collector.#open++
        collector.hellos.push(hello)
      },
      facts: (facts) => {
        for (const fact of facts) collector.#take(fact)
      },
      invalid: (reason) => collector.invalid.push(reason),
      failed: () => {},
      lab: () => {},
      gone: () => {
        collector.#open--
      },
    })
    return collector
  }

  /** The environment for a program to be observed. */
  get env(): NodeJS.ProcessEnv {
    return { FORKSCOPE_SOCKET: this.path }
  }

  /** Whether every process that connected has ended and all its facts are read. */
  get isQuiet(): boolean {
    return this.hellos.length > 0 && this.#open === 0
  }

  /** The id of the process with this name. */
  proc(name: string): number {
    const hello = this.hellos.find((one) => one.name === name)
    if (!hello) throw new Error(`no process ${name} among ${this.hellos.map((one) => one.name).join(", ")}`)
    return this.#identity.idOf("process", hello.key)
  }

  of<Type extends Fact["type"]>(...types: Type[]): FactOf<Type>[] {
    return this.facts.filter((fact): fact is FactOf<Type> => (types as string[]).includes(fact.type))
  }

  close(): void {
    this.#listener?.close()
    rmSync(join(this.path, ".."), { recursive: true, force: true })
  }

  #take(fact: object): void {
    const taken = this.facts.length
    this.#intake.takeUntrusted(fact)
    if (this.facts.length === taken) this.invalid.push(JSON.stringify(fact))
  }
}
