import { type Micros, push } from "../base/index.ts"
import { fullNameOf } from "../names/index.ts"
import type { ProcessEntity } from "../world/index.ts"
import type { Context } from "./context.ts"
import { queuedBetween } from "./cpuTime.ts"
import { createFinding, waitSite } from "./createFinding.ts"
import type { Finding, Variants } from "./finding.ts"

/** A process that ends at a signal, or tidies up first, has ended by then, µs. Time in line for a CPU does not count. */
const PATIENCE: Micros = 3_000_000
const NAMED = 5

type Signal = ProcessEntity["signals"][number]
type Variant = Variants["unheeded-signal"]

/** Processes that another one has told to end, by SIGTERM, and that go on. */
export function unheededSignal({ world, now, alive, opsOf }: Context): Finding[] {
  const bySender = new Map<string, { process: ProcessEntity; signal: Signal; sender: number; variant: Variant }[]>()
  for (const process of alive) {
    const signal = process.signals.findLast((one) => one.signal === "SIGTERM" && one.from !== null)
    const sender = signal?.from ?? null
    if (!signal || sender === null || now - signal.at - queuedBetween(process, signal.at, now) < PATIENCE) continue
    const variant = variantOf(process)
    if (variant === null) continue
    push(bySender, `${sender}.${variant}`, { process, signal, sender, variant })
  }
  return [...bySender].flatMap(([about, group]) => {
    const first = group[0]
    if (!first) return []
    const { sender, variant } = first
    const names = group.map(({ process }) => process.id)
    const waits = (opsOf.get(sender) ?? []).filter(({ kind }) => kind === "join" || kind === "result")
    return [
      createFinding("unheeded-signal", {
        about: `p${about}`,
        since: Math.max(...group.map(({ signal }) => signal.at)),
        processes: [...names, sender],
        sites: waits.map((wait) => waitSite(world, wait)),
        evidence: [...group.map(({ signal }) => signal.seq), ...waits.map(({ seq }) => seq)],
        variant,
        values: {
          names: names.slice(0, NAMED).map((id) => fullNameOf(world, id)),
          more: Math.max(0, names.length - NAMED),
          count: names.length,
          who: fullNameOf(world, sender),
          at: first.signal.site,
        },
      }),
    ]
  })
}

/** Why the signal does not end the process; null: not known. */
function variantOf({ isStopped, handles }: ProcessEntity): Variant | null {
  if (isStopped) return "stopped"
  const handler = handles.find(({ signal }) => signal === "SIGTERM")
  return handler ? (handler.isInherited ? "inherited" : "handled") : null
}
