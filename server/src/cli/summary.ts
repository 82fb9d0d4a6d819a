import type { ObservedFinding } from "@forkscope/shared/findings"
import type { World } from "@forkscope/shared/world"
import { findingText, seconds } from "./findingText.ts"

/** The results of a run in a few lines. */
export function summaryOf(world: World, found: readonly ObservedFinding[]): string {
  const processes = Object.values(world.processes).filter(({ pid }) => pid !== null).length
  const ended = world.run?.ended
  const parts = [
    endOf(ended?.outcome, ended?.exitCode ?? null),
    `after ${seconds(ended?.at ?? world.at)}`,
    `${processes} ${processes === 1 ? "process" : "processes"}`,
    found.length === 0 ? "no findings" : `${found.length} ${found.length === 1 ? "finding" : "findings"}`,
    ...(ended?.left ? [`left behind, still running: PID ${ended.left.join(", ")}`] : []),
  ]
  const notices = (world.run?.notices ?? []).map(({ text }) => `! ${text}`)
  const limits = (world.run?.limits ?? []).map(({ text }) => `! ${text}`)
  const { facts = 0, output = 0, invalid = 0 } = world.run?.dropped ?? {}
  const dropped = facts + output + invalid
  const lost =
    dropped > 0 ? [`! ${facts} facts, ${output} bytes of output and ${invalid} invalid facts were dropped.`] : []
  return [`forkscope: ${parts.join(", ")}`, ...notices, ...limits, ...lost, ...found.map(findingText)].join("\n\n")
}

function endOf(outcome: string | undefined, exitCode: number | null): string {
  if (outcome === "stopped") return "stopped"
  if (outcome === "limited") return "ended by a limit"
  if (exitCode === null) return "lost"
  return exitCode < 0 ? `ended by signal ${-exitCode}` : `exited with ${exitCode}`
}
