import { useEffect, useState } from "react"
import { calm, FADE } from "./ease.ts"

export interface Present<T> {
  readonly node: T
  readonly isLeaving: boolean
}

/** Keeps removed nodes for `ms` longer, marked as leaving, so that they can fade out. */
export function usePresent<T extends { readonly key: string }>(nodes: readonly T[], ms = FADE): readonly Present<T>[] {
  const [state, setState] = useState<{ nodes: readonly T[]; leaving: readonly T[] }>({ nodes, leaving: [] })
  let { leaving } = state
  if (state.nodes !== nodes) {
    const keys = new Set(nodes.map(({ key }) => key))
    const known = new Set(leaving.map(({ key }) => key))
    const gone = calm(ms) === 0 ? [] : state.nodes.filter(({ key }) => !keys.has(key) && !known.has(key))
    leaving = [...leaving.filter(({ key }) => !keys.has(key)), ...gone]
    setState({ nodes, leaving })
  }
  useEffect(() => {
    if (leaving.length === 0) return
    const timer = setTimeout(
      () => setState((now) => ({ ...now, leaving: now.leaving.filter((node) => !leaving.includes(node)) })),
      ms,
    )
    return () => clearTimeout(timer)
  }, [leaving, ms])
  return [...nodes.map((node) => ({ node, isLeaving: false })), ...leaving.map((node) => ({ node, isLeaving: true }))]
}
