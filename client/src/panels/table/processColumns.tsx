import { nameOf } from "@forkscope/shared/names"
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
const nameOfRow = ({ id }: ProcessRow, world: World) => nameOf(world, { kind: "process", id })
const parentOf = ({ process }: ProcessRow, world: World) =>
  process.parent === null ? "" : nameOf(world, { kind: "process", id: process.parent })
const liveThreads = ({ process }: ProcessRow) =>
  Object.values<ThreadEntity>(process.threads).filter(({ exitedAt }) => exitedAt === null).length
const cpuOf = ({ process }: ProcessRow) => lastOf(process.samples)?.cpu ?? 0

function waitReasonOf(t: TFunction, { process, state }: ProcessRow, world: World): string {
  if (state !== "waiting") return ""
  const wait = waitOf(world, process.id)
  return wait ? waitText(t, world, wait) : (process.wchan ?? "")
}

export function processColumns(t: TFunction): Column<ProcessRow>[] {
  const share = (part: "running" | "ready" | "waiting"): Column<ProcessRow> => ({
    id: part,
    title: t(`state.${part}`),
    width: 58,
    isNumber: true,
    sortBy: ({ shares }) => shares?.[part] ?? -1,
    show: ({ shares }) => (shares ? percent(shares[part]) : ""),
  })
  return [
    { id: "name", title: t("table.name"), sortBy: nameOfRow, show: nameOfRow },
    {
      id: "pid",
      title: "PID",
      width: 58,
      isNumber: true,
      sortBy: ({ process }) => process.pid ?? 0,
      show: ({ process }) => process.pid ?? "–",
    },
    { id: "parent", title: t("table.parent"), sortBy: parentOf, show: parentOf },
    {
      id: "state",
      title: t("table.state"),
      width: 84,
      sortBy: ({ state }) => ORDER.indexOf(state),
      show: ({ state }) => <StateWord state={state} />,
    },
    share("running"),
    share("ready"),
    share("waiting"),
    {
      id: "cpu",
      title: t("table.cpu"),
      width: 64,
      isNumber: true,
      sortBy: cpuOf,
      show: (row) => `${seconds(cpuOf(row), 2)} s`,
    },
    {
      id: "memory",
      title: t("table.memory"),
      width: 68,
      isNumber: true,
      sortBy: ({ process }) => process.memory?.rss ?? 0,
      show: ({ process }) => (process.memory ? memory(process.memory.rss) : ""),
    },
    {
      id: "threads",
      title: t("table.threads"),
      width: 58,
      isNumber: true,
      sortBy: liveThreads,
      show: (row) => liveThreads(row) || "",
    },
    {
      id: "cause",
      title: t("table.cause"),
      sortBy: (row, world) => waitReasonOf(t, row, world),
      show: (row, world) => waitReasonOf(t, row, world),
    },
    {
      id: "exit",
      title: t("table.exit"),
      width: 48,
      isNumber: true,
      sortBy: ({ process }) => process.exitCode ?? Number.NEGATIVE_INFINITY,
      show: ({ process }) => process.exitCode ?? (process.exitedAt === null ? "" : "?"),
    },
  ]
}
