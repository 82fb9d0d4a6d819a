import type { Recording } from "@forkscope/shared/recording"
import type { World } from "@forkscope/shared/world"
import { useEffect, useState } from "react"

/** The world of a recording at a time, µs; the previous world until that one has been read. Null until there is any. */
export function useWorldAt(recording: Recording | null, at: number): World | null {
  const [read, setRead] = useState<{ of: Recording; world: World } | null>(null)
  useEffect(() => {
    if (!recording) return
    let isWanted = true
    const seek = async () => {
      const world = await recording.worldAt(await recording.seqAt(at))
      if (isWanted) setRead({ of: recording, world })
    }
    // A damaged recording ends where it becomes unreadable; its `damage` reports that.
    seek().catch(() => isWanted && setRead(null))
    return () => {
      isWanted = false
    }
  }, [recording, at])
  return read?.of === recording ? (read?.world ?? null) : null
}
