import { Recording } from "@forkscope/shared/recording"
import { useRef, useState } from "react"
import { useComparing, usePage, useSession, useTime } from "../../store/hooks.ts"
import { fileOf } from "../../store/share.ts"
import { useShownId } from "./useShown.ts"
import { type Side, useSide } from "./useSide.ts"

export interface Sides {
  readonly sides: readonly [Side, Side]
  /** Whether the run of each side goes on. */
  readonly goesOn: readonly [boolean, boolean]
  /** Reads both again, with the events that came meanwhile. */
  again(): void
}

/** Both sides of the comparison: what the page shows, and the other recording. */
export function useSides(): Sides {
  const session = useSession()
  const [takes, setTakes] = useState(0)
  const shown = useShownId()
  const played = useTime(({ recording }) => recording)
  const other = useComparing((comparing) => comparing.other)
  const goingOn = usePage(({ runs }) =>
    (runs ?? []).flatMap((run) => (run.state === "ended" ? [] : run.recording)).join(),
  )
  const isConnected = usePage(({ connection }) => connection === "connected")
  const isGoing = (id: string | null | undefined) => id != null && goingOn.split(",").includes(id)
  // When a run ends, the key changes, so the recording is read again with its end.
  const keyOf = (id: string) => (isConnected ? `${id} ${isGoing(id)} ${takes}` : null)
  const fetched = async (id: string) => Recording.open(await fileOf(session, id))
  const files = useRef({ count: 0, last: other?.file })
  if (files.current.last !== other?.file) files.current = { count: files.current.count + 1, last: other?.file }
  const one = useSide(shown !== null ? keyOf(shown) : played && `file ${played.seq}`, async () => {
    if (shown !== null) return await fetched(shown)
    if (!played) throw new Error("Expected a recording")
    return played
  })
  const second = useSide(other?.id ? keyOf(other.id) : other?.file ? `file ${files.current.count}` : null, async () => {
    if (other?.file) return await Recording.open(new Uint8Array(await other.file.arrayBuffer()))
    return await fetched(other?.id ?? "")
  })
  return {
    sides: [one, second],
    goesOn: [isGoing(shown), isGoing(other?.id)],
    again: () => setTakes((count) => count + 1),
  }
}
