import type { World } from "@forkscope/shared/world"
import type { ReactNode } from "react"
import type { Facts as FactsOfPage } from "../../store/facts.ts"
import { useCalmFacts, usePage } from "../../store/hooks.ts"
import { Findings } from "../findings/Findings.tsx"
import css from "./Inspector.module.css"
import { LockView } from "./LockView.tsx"
import { Overview } from "./Overview.tsx"
import { PipeView } from "./PipeView.tsx"
import { PoolView } from "./PoolView.tsx"
import { ProcessView } from "./ProcessView.tsx"
import { QueueView } from "./QueueView.tsx"
import { SegmentView } from "./SegmentView.tsx"
import { SliceView, useSlice } from "./SliceView.tsx"
import { Story } from "./Story.tsx"
import { TaskView } from "./TaskView.tsx"
import { Threads } from "./Threads.tsx"
import { UnreadErrors } from "./UnreadErrors.tsx"

/** The selected entity: its facts, the possible actions, and its events. */
export function Inspector() {
  const { world, events } = useCalmFacts()
  const found = useSlice(usePage((page) => page.slice))
  return (
    <div className={css.inspector}>
      <Findings world={world} events={events} />
      {found ? <SliceView found={found} events={events} /> : <Selected world={world} events={events} />}
    </div>
  )
}

function Selected({ world, events }: Pick<FactsOfPage, "world" | "events">) {
  const selected = usePage((page) => page.selected)
  const isTask = selected?.kind === "task"
  const view = selected && viewOf(world, selected.kind, selected.id)
  return (
    <>
      {view ?? <Overview world={world} />}
      {view && !isTask && <UnreadErrors world={world} />}
      {selected?.kind === "process" && <Threads world={world} process={world.processes[selected.id]} />}
      {selected && view && <Story events={events} world={world} entity={selected} />}
    </>
  )
}

function viewOf(world: World, kind: string, id: number): ReactNode {
  if (kind === "process" && world.processes[id])
    return <ProcessView key={id} world={world} process={world.processes[id]} />
  if (kind === "queue" && world.queues[id]) return <QueueView key={id} world={world} queue={world.queues[id]} />
  if (kind === "pool" && world.pools[id]) return <PoolView key={id} world={world} pool={world.pools[id]} />
  if (kind === "task" && world.tasks[id]) return <TaskView key={id} world={world} task={world.tasks[id]} />
  if (kind === "lock" && world.locks[id]) return <LockView key={id} world={world} lock={world.locks[id]} />
  if (kind === "pipe" && world.pipes[id]) return <PipeView key={id} world={world} pipe={world.pipes[id]} />
  if (kind === "segment" && world.segments[id])
    return <SegmentView key={id} world={world} segment={world.segments[id]} />
  return null
}
