import { assertNever } from "@forkscope/shared/base"
import type { ObservedFinding } from "@forkscope/shared/findings"
import { fullNameOf } from "@forkscope/shared/names"
import type { ProcessEntity, World } from "@forkscope/shared/world"
import { findingText, seconds } from "./findingText.ts"

/** Opaque processes that are listed. */
const OPAQUE = 3
const LANGUAGES = { python: "Python", node: "Node" } as const

/** The results of a run in a few lines. */
export function summaryOf(world: World, found: readonly ObservedFinding[]): string {
  const processes = Object.values(world.processes).filter(({ pid }) => pid !== null).length
  const ended = world.run?.ended
  const parts = [
    endOf(ended?.outcome, ended?.exitCode ?? null),
    `after ${seconds(ended?.at ?? world.at)}`,
    `${processes} ${processes === 1 ? "process" : "processes"}${missedOf(world)}`,
    found.length === 0 ? "no findings" : `${found.length} ${found.length === 1 ? "finding" : "findings"}`,
    ...(ended?.left ? [`left behind, still running: PID ${ended.left.join(", ")}`] : []),
  ]
  const notices = (world.run?.notices ?? []).map(({ text }) => `! ${text}`)
  const limits = (world.run?.limits ?? []).map(({ text }) => `! ${text}`)
  const { facts = 0, output = 0, invalid = 0 } = world.run?.dropped ?? {}
  const dropped = facts + output + invalid
  const lost =
    dropped > 0 ? [`! ${facts} facts, ${output} bytes of output and ${invalid} invalid facts were dropped.`] : []
  return [
    `forkscope: ${parts.join(", ")}`,
    ...notices,
    ...opaqueIn(world),
    ...limits,
    ...lost,
    ...found.map(findingText),
  ].join("\n\n")
}

/** Where the kernel reports no processes, some may have been missed. */
function missedOf({ run }: World): string {
  const missed = run?.watched?.missed
  return missed ? ` (up to ${missed} more lived too briefly to be seen)` : ""
}

function opaqueIn(world: World): string[] {
  const opaque = Object.values(world.processes).filter((process) => process.opaque)
  const lines = opaque.slice(0, OPAQUE).map((process) => {
    const who = fullNameOf(world, process.id)
    return `! No probe runs inside ${who}, ${reasonOf(process.opaque)}: only the kernel's facts of it are known.`
  })
  return opaque.length > OPAQUE ? [...lines, `! The same holds for ${opaque.length - OPAQUE} more processes.`] : lines
}

function reasonOf(opaque: ProcessEntity["opaque"]): string {
  if (!opaque) return ""
  const language = LANGUAGES[opaque.language]
  switch (opaque.reason) {
    case "options":
      return `which was started with ${opaque.detail}`
    case "environment":
      return "which was started without the variables that load it"
    case "version":
      return `since ${language} ${opaque.detail} is too old`
    default:
      return assertNever(opaque.reason)
  }
}

function endOf(outcome: string | undefined, exitCode: number | null): string {
  if (outcome === "stopped") return "stopped"
  if (outcome === "limited") return "ended by a limit"
  if (exitCode === null) return "lost"
  return exitCode < 0 ? `ended by signal ${-exitCode}` : `exited with ${exitCode}`
}
