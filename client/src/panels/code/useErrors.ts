import { useRef } from "react"
import { type CodeError, ErrorFinder } from "../../scenes/code/errors.ts"
import type { Facts } from "../../store/facts.ts"

/** The errors that the watched run has printed so far, by file and line. */
export function useErrors({ world, epoch }: Facts): readonly CodeError[] {
  const finder = useRef({ epoch, finder: new ErrorFinder() })
  if (finder.current.epoch !== epoch) finder.current = { epoch, finder: new ErrorFinder() }
  return finder.current.finder.find(world)
}
