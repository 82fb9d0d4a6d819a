import { fullNameOf, nameOf } from "@forkscope/shared/names"
import type { World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { causeKey } from "../../format/operationTexts.ts"
import type { Arrow, ArrowState } from "../../scenes/code/arrows.ts"

/** µs below which the duration of a wait is not shown. */
const WORTH = 1_000_000

/** What the thread does: `running`, `waits in get`, `waits in get for 3 s`. */
export function stateText(t: TFunction, arrow: Arrow, now: number): string {
  if (arrow.state !== "waiting") return t(`state.${arrow.state}`)
  const seconds = waitSeconds(arrow, now)
  const cause = t(causeKey(arrow.cause ?? "unknown", "code"))
  const isUntold = arrow.cause === null || arrow.cause === "unknown"
  if (isUntold) return t("state.waiting")
  return seconds === null ? t("code:waits", { cause }) : t("code:waitsFor", { cause, seconds })
}

/** Whole seconds of the wait; null below one second, and where its start is unknown. */
export function waitSeconds(arrow: Arrow, now: number): number | null {
  const waited = arrow.since === null ? 0 : now - arrow.since
  return waited < WORTH ? null : Math.floor(waited / 1e6)
}

/** `Process-1, 12345, thread Reader`. */
export function whoText(t: TFunction, world: World, { proc, thread }: Pick<Arrow, "proc" | "thread">): string {
  const pid = world.processes[proc]?.pid
  const name = nameOf(world, { kind: "process", id: proc })
  return [name, name === String(pid) ? null : pid, thread && t("code:thread", { name: thread })]
    .filter((part) => part !== null && part !== undefined)
    .join(", ")
}

/** One arrow as text for screen readers. */
export function arrowText(t: TFunction, world: World, arrow: Arrow, now: number): string {
  return t("code:arrow", {
    who: whoText(t, world, arrow),
    line: arrow.line,
    state: stateText(t, arrow, now),
  })
}

/** Several threads on one line: their number, and the number in each state. */
export function groupText(t: TFunction, arrows: readonly Arrow[]): string {
  const counts = new Map<ArrowState, number>()
  for (const { state } of arrows) counts.set(state, (counts.get(state) ?? 0) + 1)
  const states = [...counts].map(([state, count]) => `${count} ${t(`state.${state}`)}`).join(", ")
  return t("code:group", { count: arrows.length, line: arrows[0]?.line ?? 0, states })
}

/** The note at the end of a line: the threads that wait there, and in what. Null where none waits. */
export function noteText(t: TFunction, arrows: readonly Arrow[], now: number): string | null {
  const waiting = arrows.filter(({ state, cause }) => state === "waiting" && cause !== null && cause !== "unknown")
  const [first] = waiting
  if (!first) return null
  if (waiting.length === 1) return stateText(t, first, now)
  const longest = waiting.reduce((a, b) => ((b.since ?? Infinity) < (a.since ?? Infinity) ? b : a))
  return t("code:waitTogether", { count: waiting.length, what: stateText(t, longest, now) })
}

/** Why a process has no arrow. */
export function unseenText(t: TFunction, world: World, proc: number, why: "opaque" | "early"): string {
  return t(`code:unseen.${why}`, { who: fullNameOf(world, proc) })
}
