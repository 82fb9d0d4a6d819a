import { type CSSProperties, memo, useId } from "react"
import { FADE, TRAVEL } from "../../motion/ease.ts"
import { usePresent } from "../../motion/usePresent.ts"
import type { FlightNode, StageScene } from "../../scenes/stage/nodes.ts"
import { Edge } from "./Edge.tsx"
import { Flights } from "./Flights.tsx"
import { Fold } from "./Fold.tsx"
import { Items } from "./Items.tsx"
import { LockBox } from "./LockBox.tsx"
import { PipeTube } from "./PipeTube.tsx"
import { PoolBoard } from "./PoolBoard.tsx"
import { ProcessBox } from "./ProcessBox.tsx"
import { QueueTube } from "./QueueTube.tsx"

interface Props {
  readonly scene: StageScene
  readonly flights: readonly FlightNode[]
}

/** Edges at the back, boxes above them, moving things on top. */
export const Drawing = memo(function Drawing({ scene, flights }: Props) {
  const arrow = useId()
  const hatch = useId()
  const edges = usePresent(scene.edges, FADE)
  const queues = usePresent(scene.queues, FADE)
  const locks = usePresent(scene.locks, FADE)
  const pipes = usePresent(scene.pipes, FADE)
  const pools = usePresent(scene.pools, FADE)
  const processes = usePresent(scene.processes, TRAVEL)
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
      {pools.map(({ node, isLeaving }) => (
        <PoolBoard key={node.key} node={node} isLeaving={isLeaving} />
      ))}
      {queues.map(({ node, isLeaving }) => (
        <QueueTube key={node.key} node={node} isLeaving={isLeaving} />
      ))}
      {pipes.map(({ node, isLeaving }) => (
        <PipeTube key={node.key} node={node} isLeaving={isLeaving} />
      ))}
      {locks.map(({ node, isLeaving }) => (
        <LockBox key={node.key} node={node} isLeaving={isLeaving} />
      ))}
      <g style={{ "--hatch": `url(#${hatch})` } as CSSProperties}>
        {processes.map(({ node, isLeaving }) => (
          <ProcessBox key={node.key} node={node} isLeaving={isLeaving} />
        ))}
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
