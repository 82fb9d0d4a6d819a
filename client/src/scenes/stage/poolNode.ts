import { clip, poolCall, taskCall } from "@forkscope/shared/names"
import {
  hasThreads,
  type Op,
  type PoolEntity,
  type ProcessState,
  processStates,
  type Slot,
  sharesOver,
  type TaskEntity,
  tasksOf,
  type World,
} from "@forkscope/shared/world"
import { median, rollup } from "d3-array"
import { type Box, inGrid, type Size } from "../geometry.ts"
import { waitReasonOf } from "../waitReasons.ts"
import { type Badges, badgeOf } from "./badges.ts"
import { entityNode } from "./entityNode.ts"
import type { FoldNode, PoolNode, ResultNode, SlotNode } from "./nodes.ts"

const TITLE = 32
const HEAD = 24
const FOOT = 24
const GAP = 48
const TICKET: Size = { width: 36, height: 28 }
const TICKET_COLUMNS = 4
const TICKET_ROWS = 3
const BACKLOG: Size = { width: 8 + TICKET_COLUMNS * 44, height: 8 + TICKET_ROWS * 36 }
const SLOT: Size = { width: 204, height: 72 }
const SLOT_TILE: Size = { width: 160, height: 44 }
const SLOT_GAP = 8
/** More slots than this are drawn as tiles. */
const SLOT_CARDS = 5
const SLOTS_DRAWN = 64
const RESULT: Size = { width: 48, height: 28 }
const RESULT_COLUMNS = 3
const RESULT_ROWS = 4
const RESULTS: Size = { width: 8 + RESULT_COLUMNS * (RESULT.width + 8), height: 8 + RESULT_ROWS * (RESULT.height + 8) }

function slotGrid(size: number) {
  const form = size <= SLOT_CARDS ? ("card" as const) : ("tile" as const)
  const cell = form === "card" ? SLOT : SLOT_TILE
  const drawn = Math.min(size, SLOTS_DRAWN)
  const places = size > drawn ? drawn + 1 : drawn
  const rows = form === "card" ? places : Math.min(8, Math.ceil(places / Math.ceil(places / 8)))
  const columns = Math.max(1, Math.ceil(places / Math.max(1, rows)))
  return { form, cell, drawn, rows, columns }
}

function slotsSize(size: number): Size {
  const { cell, rows, columns } = slotGrid(size)
  return {
    width: columns * (cell.width + SLOT_GAP) - SLOT_GAP,
    height: Math.max(1, rows) * (cell.height + SLOT_GAP) - SLOT_GAP,
  }
}

export function poolSize(pool: PoolEntity): Size {
  const slots = slotsSize(pool.size)
  const height = Math.max(slots.height, HEAD + BACKLOG.height + FOOT, HEAD + RESULTS.height + FOOT)
  return {
    width: BACKLOG.width + GAP + slots.width + GAP + RESULTS.width,
    // The space below equals the title's height, so that edges arrive at the middle of the content.
    height: 2 * TITLE + Math.ceil(height / 8) * 8,
  }
}

/** Backlog, slots and results of a pool, from left to right in its box. */
export function poolNode(
  world: World,
  pool: PoolEntity,
  waits: ReadonlyMap<number, Op>,
  box: Box,
  badges: Badges,
): PoolNode {
  const tasks = tasksOf(world, pool.id)
  const slots = slotsSize(pool.size)
  const middle = box.y + box.height / 2
  const slotsX = box.x + BACKLOG.width + GAP
  const slotsTop = middle - slots.height / 2
  const { form, cell, drawn, rows } = slotGrid(pool.size)
  const slotBox = (place: number): Box => ({
    x: slotsX + Math.floor(place / rows) * (cell.width + SLOT_GAP),
    y: slotsTop + (place % rows) * (cell.height + SLOT_GAP),
    ...cell,
  })
  const backlogBox = { x: box.x, y: middle - BACKLOG.height / 2, ...BACKLOG }
  const resultsBox = { x: slotsX + slots.width + GAP, y: middle - RESULTS.height / 2, ...RESULTS }
  const foldedSlots: FoldNode | null =
    pool.size > drawn ? { key: `P${pool.id}more`, count: pool.size - drawn, box: slotBox(drawn) } : null
  const usual = usualTimes(tasks)
  return {
    ...entityNode(world, "pool", pool.id, box, badges),
    call: poolCall(pool),
    submitted: pool.submitted,
    finished: pool.finished,
    isClosed: pool.isClosed,
    isTerminated: pool.isTerminated,
    isJoined: pool.isJoined,
    unreadErrors: pool.unreadErrors,
    title: { x: slotsX, y: slotsTop - 14 },
    titleWidth: Math.max(SLOT.width, slots.width),
    backlog: backlogOf(world, pool, backlogBox),
    slots: pool.slots
      .slice(0, drawn)
      .map((slot, place) => slotNode(world, pool, slot, slotBox(place), form, waits, usual, badges)),
    foldedSlots,
    results: resultsOf(pool, tasks, resultsBox),
  }
}

/** A worker's name that says no more than which one it is, and fits into its slot. */
const NUMBERED = /^[a-z]{1,3}\d{1,2}$/i

function backlogOf(world: World, pool: PoolEntity, box: Box): PoolNode["backlog"] {
  const waiting = pool.backlog.length + Math.max(0, pool.uncounted)
  const capacity = TICKET_COLUMNS * TICKET_ROWS
  const shown = waiting > capacity ? Math.min(capacity - 1, pool.backlog.length) : pool.backlog.length
  const at = inGrid({ x: box.x + 8, y: box.y + 8 }, TICKET, TICKET_COLUMNS, 8)
  const tickets = pool.backlog.slice(0, shown).map((id, place) => ({
    key: `t${id}`,
    task: id,
    label: `t${world.tasks[id]?.index ?? id}`,
    box: at(place),
  }))
  return { box, waiting, tickets, folded: waiting > shown ? { count: waiting - shown, box: at(shown) } : null }
}

function slotNode(
  world: World,
  pool: PoolEntity,
  slot: Slot,
  box: Box,
  form: SlotNode["form"],
  waits: ReadonlyMap<number, Op>,
  usual: ReadonlyMap<string, number>,
  badges: Badges,
): SlotNode {
  const isThread = hasThreads(pool)
  const worker = slot.worker === null ? undefined : world.processes[slot.worker]
  const task = slot.task === null ? undefined : world.tasks[slot.task]
  const op = isThread ? waitOfThread(world, slot) : slot.worker === null ? undefined : waits.get(slot.worker)
  const ofProcess = slot.worker === null ? undefined : processStates(world).get(slot.worker)
  return {
    key: `P${pool.id}s${slot.slot}`,
    slot: slot.slot,
    name: !isThread && worker && NUMBERED.test(worker.name) ? worker.name : null,
    box,
    form,
    worker: slot.worker,
    pid: isThread ? null : (worker?.pid ?? null),
    thread: slot.thread,
    badge: isThread || slot.worker === null ? null : badgeOf(badges, "process", slot.worker),
    work: slot.state,
    state: (isThread ? threadState(world, slot, op) : ofProcess) ?? "created",
    task: task
      ? {
          id: task.id,
          name: `t${task.index}`,
          call: clip(taskCall(task), form === "card" ? 20 : 14),
          startedAt: task.startedAt ?? task.submittedAt,
        }
      : null,
    wait: task && worker && op ? waitReasonOf(worker, op) : null,
    usual: task ? (usual.get(task.fn) ?? null) : null,
    done: slot.done,
    isAtLeast: pool.slots.reduce((sum, one) => sum + one.done, 0) < pool.finished,
    workers: slot.workers,
  }
}

function waitOfThread(world: World, { worker, thread }: Slot): Op | undefined {
  if (thread === null) return undefined
  return Object.values(world.ops).findLast((op) => op.proc === worker && op.tid === thread && op.block)
}

/** State of a worker thread from its own samples. Ready counts as running, because the cores strip shows no threads. */
function threadState(world: World, { worker, thread }: Slot, op: Op | undefined): ProcessState | undefined {
  const known = thread === null || worker === null ? undefined : world.processes[worker]?.threads[thread]
  if (thread === null) return undefined
  if (op || !known) return "waiting"
  const shares = sharesOver(known.samples.toReversed(), 200_000, world.at)
  return shares && shares.running + shares.ready > 0.5 ? "running" : "waiting"
}

/** Median duration of the finished tasks of each function. */
function usualTimes(tasks: readonly TaskEntity[]): Map<string, number> {
  const done = tasks.slice(-200).filter(({ state, startedAt }) => state === "done" && startedAt !== null)
  const took = (task: TaskEntity) => (task.finishedAt ?? 0) - (task.startedAt ?? 0)
  return rollup(
    done,
    (list) => median(list, took) ?? 0,
    ({ fn }) => fn,
  )
}

/** The results drawn: errors that nobody has read are kept in favour of newer results. */
function resultsOf(pool: PoolEntity, tasks: readonly TaskEntity[], box: Box): PoolNode["results"] {
  const isLost = ({ state }: TaskEntity) => state === "lost"
  const ended = tasks.filter((task) => task.finishedAt !== null || isLost(task))
  const count = pool.finished + ended.filter(isLost).length
  const capacity = RESULT_COLUMNS * RESULT_ROWS
  const room = count > capacity ? capacity - 1 : capacity
  const unread = ended.filter((task) => isLost(task) || (task.state === "failed" && !task.isRead)).slice(-room)
  const others = ended
    .filter((task) => !unread.includes(task))
    .sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0))
  const kept = room - unread.length
  const shown = [...unread, ...(kept > 0 ? others.slice(-kept) : [])].sort((a, b) => a.index - b.index)
  const hidden = count - shown.length
  const at = inGrid({ x: box.x + 8, y: box.y + 8 }, RESULT, RESULT_COLUMNS, 8)
  const offset = hidden > 0 ? 1 : 0
  const tiles = shown.map(
    (task, place): ResultNode => ({
      key: `t${task.id}`,
      task: task.id,
      label: `t${task.index}`,
      state: isLost(task) ? "failed" : task.state === "failed" || task.state === "cancelled" ? task.state : "done",
      isRead: task.isRead,
      error: task.error ? `${task.error.name}: ${clip(task.error.message, 120)}` : null,
      box: at(place + offset),
    }),
  )
  return { box, count: pool.finished, tiles, folded: hidden > 0 ? { count: hidden, box: at(0) } : null }
}
