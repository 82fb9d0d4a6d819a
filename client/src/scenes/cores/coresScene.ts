import { coresOf, type ProcessState, processStates, type World } from "@forkscope/shared/world"
import type { Box } from "../geometry.ts"
import type { Folded } from "../stage/nodes.ts"
import { type WaitReason, waitReasonOf, waitsByProcess } from "../waitReasons.ts"
import { type Seating, seated } from "./seating.ts"

type Place = Extract<ProcessState, "running" | "ready" | "waiting" | "stopped" | "zombie">

export interface CoreToken {
  readonly key: string
  readonly id: number
  readonly place: Place
  /** PID, or the name where it has none. */
  readonly label: string
  /** What the process waits for; null unless it is waiting. */
  readonly cause: WaitReason | null
  /** Whether the program reported the cause; otherwise it is inferred from the kernel's wait channel. */
  readonly isTold: boolean
  readonly isSmall: boolean
  readonly box: Box
}

export interface CoresSection {
  readonly key: Place
  readonly x: number
  readonly count: number
  /** The processes in this section without a token. */
  readonly folded: Folded | null
}

export interface CoresScene {
  /** More than the given width where that is too narrow; the strip then scrolls. */
  readonly width: number
  readonly height: number
  readonly coreCount: number
  readonly cores: readonly { readonly key: string; readonly box: Box }[]
  readonly sections: readonly CoresSection[]
  readonly tokens: readonly CoreToken[]
  readonly seating: Seating
  readonly isEmpty: boolean
}

const STRIP_HEIGHT = 56
const EDGE = 16
const CAPTION = 56
const RARE_CAPTION = 76
const GAP = 8
const SECTION_GAP = 24
/** With more cores than this a core's box is too narrow for a PID. */
const CORES_WITH_PID = 8
const CORES_DRAWN = 64

interface Grid {
  readonly width: number
  readonly rows: number
  readonly height: number
}

const ROOMY: Record<Place, Grid> = {
  running: { width: 76, rows: 1, height: 32 },
  ready: { width: 64, rows: 1, height: 32 },
  waiting: { width: 100, rows: 1, height: 32 },
  stopped: { width: 64, rows: 1, height: 32 },
  zombie: { width: 64, rows: 1, height: 32 },
}
const DENSE: Grid = { width: 52, rows: 2, height: 20 }
const DENSE_WAITING: Grid = { ...DENSE, width: 96 }

function cell({ width, rows, height }: Grid, x: number, place: number): Box {
  const column = Math.floor(place / rows)
  const row = place % rows
  const top = rows === 1 ? 12 : 6
  return { x: x + column * (width + GAP), y: top + row * (height + 4), width, height }
}

const columnsIn = (grid: Grid, room: number) => Math.max(1, Math.floor((room + GAP) / (grid.width + GAP)))

/**
 * Boxes of one section: large while all fit, else small; the processes that still do not fit are folded into a number.
 */
function placed(place: Place, x: number, room: number, count: number) {
  const roomy = ROOMY[place]
  if (count <= columnsIn(roomy, room)) return { grid: roomy, shown: count, folded: null, x }
  const grid = place === "waiting" ? DENSE_WAITING : DENSE
  const capacity = columnsIn(grid, room) * grid.rows
  if (count <= capacity) return { grid, shown: count, folded: null, x }
  const shown = Math.max(0, capacity - 1)
  return { grid, shown, folded: { count: count - shown, box: cell(grid, x, shown) }, x }
}

function coreGrid(cores: number): Grid {
  if (cores <= 4) return ROOMY.running
  if (cores <= CORES_WITH_PID) return { ...DENSE, width: 56 }
  return { width: 16, rows: 2, height: 20 }
}

/**
 * The processes of one machine by scheduler state: running on a core, ready, waiting; and stopped and zombie processes.
 */
export function coresScene(world: World, host: number, width: number, before: Seating = []): CoresScene {
  const states = new Map([...processStates(world)].filter(([id]) => world.processes[id]?.host === host))
  const coreCount = Math.min(coresOf(world, host), CORES_DRAWN)
  const seating = seated(states, coreCount, before)
  const waits = waitsByProcess(world)
  // Helper processes always wait, so they come last and are folded first.
  const quiet = (id: number) => (world.processes[id]?.role === "helper" ? 1 : 0)
  const at = (place: Place) => [...states].filter(([, state]) => state === place).map(([id]) => id)
  const members: Record<Place, number[]> = {
    running: at("running"),
    ready: at("ready"),
    waiting: at("waiting").sort(
      (a, b) => quiet(a) - quiet(b) || waitRank(waits.get(a)?.startedAt, waits.get(b)?.startedAt) || a - b,
    ),
    stopped: at("stopped"),
    zombie: at("zombie"),
  }

  const grid = coreGrid(coreCount)
  const cores = Array.from({ length: coreCount }, (_, seat) => ({
    key: `core${seat}`,
    box: cell(grid, EDGE + CAPTION, seat),
  }))
  const coresEnd = EDGE + CAPTION + Math.ceil(coreCount / grid.rows) * (grid.width + GAP) - GAP
  const rare = (["stopped", "zombie"] as const).filter((place) => members[place].length > 0)
  const rareRoom = (place: Place) => (members[place].length > 2 ? 2 * (DENSE.width + GAP) - GAP : ROOMY[place].width)
  const rareWidth = rare.reduce((sum, place) => sum + SECTION_GAP + RARE_CAPTION + rareRoom(place), 0)
  const rest = Math.max(160, width - coresEnd - 2 * (SECTION_GAP + CAPTION) - rareWidth - EDGE)
  const readyRoom = Math.max(64, Math.floor((rest * 0.34) / 4) * 4)

  const sections: CoresSection[] = [{ key: "running", x: EDGE, count: members.running.length, folded: null }]
  const tokens: CoreToken[] = []
  const token = (id: number, place: Place, box: Box): CoreToken => {
    const process = world.processes[id]
    const op = waits.get(id)
    return {
      key: `p${id}`,
      id,
      place,
      label: String(process?.pid ?? process?.name ?? id),
      cause: place === "waiting" && process ? waitReasonOf(process, op) : null,
      isTold: op !== undefined,
      isSmall: box.height < 32,
      box,
    }
  }
  for (const [seat, id] of seating.entries()) {
    const box = cores[seat]?.box
    if (id !== null && box) tokens.push(token(id, "running", box))
  }
  let x = coresEnd + SECTION_GAP
  const section = (place: Place, room: number, caption = CAPTION) => {
    const ids = members[place]
    const { grid, shown, folded } = placed(place, x + caption, room, ids.length)
    sections.push({ key: place, x, count: ids.length, folded })
    for (const [index, id] of ids.slice(0, shown).entries())
      tokens.push(token(id, place, cell(grid, x + caption, index)))
    x += caption + room + SECTION_GAP
  }
  section("ready", readyRoom)
  section("waiting", rest - readyRoom)
  for (const place of rare) section(place, rareRoom(place), RARE_CAPTION)
  const isEmpty = tokens.length === 0
  const end = x - SECTION_GAP + EDGE
  return { width: Math.max(width, end), height: STRIP_HEIGHT, coreCount, cores, sections, tokens, seating, isEmpty }
}

/** Order of waiting processes: those whose wait the program reported come first, the longest wait leading. */
function waitRank(a = Number.MAX_SAFE_INTEGER, b = Number.MAX_SAFE_INTEGER): number {
  return a - b
}
