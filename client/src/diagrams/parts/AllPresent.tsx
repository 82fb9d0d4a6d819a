import type { ComponentType } from "react"
import { type Present, usePresent } from "../../motion/usePresent.ts"

interface Props<T> {
  readonly nodes: readonly T[]
  readonly as: ComponentType<Present<T>>
  /** ms for fading out. */
  readonly ms?: number
}

/** Draws nodes, also those that are fading out. */
export function AllPresent<T extends { readonly key: string }>({ nodes, as: Node, ms }: Props<T>) {
  return usePresent(nodes, ms).map((present) => <Node key={present.node.key} {...present} />)
}
