import { commandLine, nameOf } from "@forkscope/shared/names"
import {
  isAlive,
  lastOf,
  type ProcessEntity,
  type ProcessState,
  processStates,
  recentShares,
  type ThreadEntity,
  type World,
  waitOf,
} from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { memory, percent, seconds } from "../../format/format.ts"
import { waitText } from "../../format/waitText.ts"
import { StateWord } from "../../parts/State.tsx"
import { figureColumn, nameColumn, textColumn } from "./columns.ts"
import type { Column } from "./VirtualTable.tsx"

export interface ProcessRow {
  readonly id: number
  readonly process: ProcessEntity
  readonly state: ProcessState
  readonly shares: ReturnType<typeof recentShares>
}

export function processRows(world: World): ProcessRow[] {
  const states = processStates(world)
  return Object.values<ProcessEntity>(world.processes).map((process) => ({
    id: process.id,
    process,
    state: states.get(process.id) ?? "gone",
    shares: isAlive(process) ? recentShares(process, world.at, 1_000_000) : null,
  }))
}

const ORDER: readonly ProcessState[] = ["running", "ready", "waiting", "stopped", "created", "zombie", "gone"]
const parentOf = ({ process }: ProcessRow, world: World) =>
  process.parent === null ? "" : nameOf(world, { kind: "process", id: process.parent })
const liveThreads = ({ process }: ProcessRow) =>
  Object.values<ThreadEntity>(process.threads).filter(({ exitedAt, role }) => exitedAt === null && role !== "task")
    .length
const cpuOf = ({ process }: ProcessRow) => lastOf(process.samples)?.cpu ?? 0

function waitReasonOf(t: TFunction, { process, state }: ProcessRow, world: World): string {
  if (state !== "waiting") return ""
  const wait = waitOf(world, process.id)
  return wait ? waitText(t, world, wait) : (process.wchan ?? "")
}

export function processColumns(t: TFunction): Column<ProcessRow>[] {
  const share = (part: "running" | "ready" | "waiting") =>
    figureColumn(part, t(`state.${part}`), ({ shares }: ProcessRow) => shares?.[part] ?? -1, {
      width: 58,
      show: ({ shares }) => (shares ? percent(shares[part]) : ""),
    })
  return [
    {
      ...nameColumn(t, "process"),
      show: ({ id, process }, world) => (
        <span title={commandLine(process)}>{nameOf(world, { kind: "process", id })}</span>
      ),
    },
    figureColumn("pid", "PID", ({ process }) => process.pid ?? 0, {
      width: 58,
      show: ({ process }) => process.pid ?? "–",
    }),
    textColumn("parent", t("table.parent"), parentOf),
    {
      ...textColumn("state", t("table.state"), ({ state }) => ORDER.indexOf(state), 84),
      show: ({ state }) => <StateWord state={state} />,
    },
    share("running"),
    share("ready"),
    share("waiting"),
    figureColumn("cpu", t("table.cpu"), cpuOf, { width: 64, show: (row) => `${seconds(cpuOf(row), 2)} s` }),
    figureColumn("memory", t("table.memory"), ({ process }) => process.memory?.rss ?? 0, {
      width: 68,
      show: ({ process }) => (process.memory ? memory(process.memory.rss) : ""),
    }),
    figureColumn("threads", t("table.threads"), liveThreads, { width: 58, show: (row) => liveThreads(row) || "" }),
    textColumn("cause", t("table.cause"), (row, world) => waitReasonOf(t, row, world)),
    figureColumn("exit", t("table.exit"), ({ process }) => process.exitCode ?? Number.NEGATIVE_INFINITY, {
      width: 48,
      show: ({ process }) => process.exitCode ?? (process.exitedAt === null ? "" : "?"),
    }),
  ]
}
