import type { EntityRef, World } from "@forkscope/shared/world"
import { useState } from "react"
import type { Side } from "./useSide.ts"
import { useWorldAt } from "./useWorldAt.ts"

/** One of two runs at a time. Each has its own selection, since the runs have different processes. */
export interface ShownSide extends Side {
  /** Null until it has been read. */
  readonly world: World | null
  readonly selected: EntityRef | null
  /** seq of the event that began the selected slice. */
  readonly slice: number | null
  select(ref: EntityRef | null): void
  selectSlice(proc: number, seq: number): void
}

export function useShownSide(side: Side, at: number): ShownSide {
  const [{ selected, slice }, setChosen] = useState<Pick<ShownSide, "selected" | "slice">>(NOTHING)
  const [{ select, selectSlice }] = useState({
    select: (ref: EntityRef | null) => setChosen({ selected: ref, slice: null }),
    selectSlice: (proc: number, seq: number) => setChosen({ selected: { kind: "process", id: proc }, slice: seq }),
  })
  return { ...side, world: useWorldAt(side.recording, at), selected, slice, select, selectSlice }
}

const NOTHING = { selected: null, slice: null }
