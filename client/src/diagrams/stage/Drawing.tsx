import { type CSSProperties, memo, useId } from "react"
import { TRAVEL } from "../../motion/ease.ts"
import { usePresent } from "../../motion/usePresent.ts"
import type { FlightNode, StageScene } from "../../scenes/stage/nodes.ts"
import { AllPresent } from "../parts/AllPresent.tsx"
import { Edge } from "./Edge.tsx"
import { Flights } from "./Flights.tsx"
import { Fold } from "./Fold.tsx"
import { Items } from "./Items.tsx"
import { LockBox } from "./LockBox.tsx"
import { PipeTube } from "./PipeTube.tsx"
import { PoolBoard } from "./PoolBoard.tsx"
import { ProcessBox } from "./ProcessBox.tsx"
import { QueueTube } from "./QueueTube.tsx"
import { SegmentBox } from "./SegmentBox.tsx"

interface Props {
  readonly scene: StageScene
  readonly flights: readonly FlightNode[]
}

/** Edges at the back, boxes above them, moving things on top. */
export const Drawing = memo(function Drawing({ scene, flights }: Props) {
  const arrow = useId()
  const hatch = useId()
  const edges = usePresent(scene.edges)
  return (
    <>
      <defs>
        <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path className="fs-arrow" d="M1.5 1 6.5 4 1.5 7" />
        </marker>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="fs-hatch-bed" width="6" height="6" />
          <path className="fs-hatch-line" d="M0 0V6" />
        </pattern>
      </defs>
      <g>
        {edges.map(
          ({ node, isLeaving }) =>
            !node.isCopy && <Edge key={node.key} node={node} isLeaving={isLeaving} arrow={arrow} />,
        )}
      </g>
      <AllPresent nodes={scene.pools} as={PoolBoard} />
      <AllPresent nodes={scene.queues} as={QueueTube} />
      <AllPresent nodes={scene.pipes} as={PipeTube} />
      <AllPresent nodes={scene.locks} as={LockBox} />
      <AllPresent nodes={scene.segments} as={SegmentBox} />
      <g style={{ "--hatch": `url(#${hatch})` } as CSSProperties}>
        <AllPresent nodes={scene.processes} as={ProcessBox} ms={TRAVEL} />
      </g>
      {scene.folds.map((fold) => (
        <Fold key={fold.key} node={fold} />
      ))}
      {scene.queues.map((queue) => (
        <Items key={queue.key} queue={queue} />
      ))}
      <Flights fresh={flights} />
    </>
  )
})
