import { History } from "@forkscope/shared/history"
import type { Recording } from "@forkscope/shared/recording"
import { useEffect, useState } from "react"
import { errorSaid } from "../../i18n/problem.ts"
import { readHistory } from "../../store/readHistory.ts"

/** One of the two recordings of a comparison. */
export interface Side {
  readonly recording: Recording | null
  readonly history: History
  /** Raised when the history has grown. */
  readonly version: number
  /** Share of it that has been read, 0 to 1. */
  readonly read: number
  /** Why it cannot be shown. */
  readonly trouble: string | null
}

const nothing = (): Side => ({ recording: null, history: new History(), version: 0, read: 0, trouble: null })

/** Opens a recording and reads all of it, again whenever `key` changes; null: there is nothing to open yet. */
export function useSide(key: string | null, open: () => Promise<Recording>): Side {
  const [side, setSide] = useState(nothing)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key identifies what `open` opens
  useEffect(() => {
    let isWanted = true
    const read = async () => {
      const recording = await open()
      if (!isWanted) return
      const { history } = nothing()
      setSide({ ...nothing(), recording, history })
      await readHistory(recording, history, {
        isWanted: () => isWanted,
        onNews: (read) => setSide((side) => ({ ...side, read, version: side.version + 1 })),
      })
    }
    if (key === null) setSide(nothing())
    else read().catch((error) => isWanted && setSide({ ...nothing(), trouble: errorSaid(error) }))
    return () => {
      isWanted = false
    }
  }, [key])
  return side
}
