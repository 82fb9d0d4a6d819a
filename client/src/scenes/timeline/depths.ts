import { newestFirst, type QueueEntity } from "@forkscope/shared/world"
import type { Window } from "./window.ts"

export interface DepthStep {
  readonly at: number
  readonly depth: number
}

/** How full a queue was within a window, oldest first; the step before the window comes with it. */
export function depthsOf(queue: QueueEntity, window: Window): { steps: DepthStep[]; most: number } {
  const steps: DepthStep[] = []
  for (const step of newestFirst(queue.depths)) {
    if (step.at <= window.end) steps.push(step)
    if (step.at < window.start) break
  }
  steps.reverse()
  return { steps, most: Math.max(1, ...steps.map(({ depth }) => depth)) }
}

export function depthAt(steps: readonly DepthStep[], at: number): number | null {
  return steps.findLast((step) => step.at <= at)?.depth ?? null
}
