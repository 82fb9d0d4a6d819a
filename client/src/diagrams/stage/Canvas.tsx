import type { ReactNode } from "react"
import { useTween } from "../../motion/useTween.ts"
import type { Fit } from "./fit.ts"

function apply(element: SVGSVGElement, part: readonly number[]): void {
  element.setAttribute("viewBox", part.map((value) => value.toFixed(2)).join(" "))
}

/** The drawing in its view. When the scene grows, the view is zoomed out smoothly. */
export function Canvas({ fit, children }: { fit: Fit; children: ReactNode }) {
  const ref = useTween<SVGSVGElement>(fit.part, apply)
  return (
    <svg ref={ref} role="presentation" className="fs-drawing" width={fit.width} height={fit.height}>
      {children}
    </svg>
  )
}
