import type { EntityRef } from "@forkscope/shared/world"
import { createContext, type KeyboardEvent, type MouseEvent, type ReactNode, type Ref, useContext } from "react"
import { isSame } from "../types.ts"

interface Picking {
  readonly selected: EntityRef | null
  onSelect(ref: EntityRef | null): void
}

export const PickContext = createContext<Picking>({ selected: null, onSelect: () => undefined })

interface Props {
  readonly of: EntityRef
  /** What the part is, and its state, as text. */
  readonly label: string
  readonly title?: string
  readonly className?: string
  readonly groupRef?: Ref<SVGGElement>
  readonly children: ReactNode
}

/** A part of a drawing that can be selected, with mouse and keyboard. */
export function Pick({ of, label, title = label, className = "", groupRef, children }: Props) {
  const { selected, onSelect } = useContext(PickContext)
  const isSelected = isSame(selected, of)
  const onClick = (event: MouseEvent) => {
    event.stopPropagation()
    onSelect(of)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    onSelect(of)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <button> cannot be part of an SVG.
    <g
      ref={groupRef}
      role="button"
      tabIndex={0}
      aria-label={label}
      aria-pressed={isSelected}
      className={`fs-pick ${isSelected ? "is-selected" : ""} ${className}`}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      <title>{title}</title>
      {children}
    </g>
  )
}
