import { type Finding, findingsOf } from "@forkscope/shared/findings"
import { FIRST_HOST, type World } from "@forkscope/shared/world"
import { useMemo } from "react"
import { ClockContext, useFollowing } from "../motion/clock.ts"
import { Cores } from "./cores/Cores.tsx"
import { PickContext } from "./parts/Pick.tsx"
import { Stage } from "./stage/Stage.tsx"
import type { DiagramProps } from "./types.ts"
import "./scene.css"

interface Props extends DiagramProps {
  /** The findings to mark in the picture; default: the findings of this world at this time. */
  readonly findings?: readonly Finding[]
}

/**
 * The picture of a run: the cores of each machine above, the stage below. It fills its container and needs only its
 * props, so a page can have any number of them.
 */
export function Scene({ world, at = world.at, pace = 1, selected, onSelect, findings, name }: Props) {
  const clock = useFollowing(world, pace, at)
  const picking = useMemo(() => ({ selected, onSelect }), [selected, onSelect])
  const marked = useMemo(() => findings ?? findingsOf(world, at), [findings, world, at])
  const hosts = hostsOf(world)
  return (
    <ClockContext value={clock}>
      <PickContext value={picking}>
        <div className="fs-scene">
          {hosts.map((host) => (
            <Cores key={host.id} world={world} host={host.id} name={hosts.length > 1 ? host.name : name} />
          ))}
          <Stage world={world} findings={marked} onSelect={onSelect} name={name} />
        </div>
      </PickContext>
    </ClockContext>
  )
}

/** The machines whose cores are drawn. Before the run has reported any, one placeholder machine. */
function hostsOf({ hosts }: World): readonly { readonly id: number; readonly name: string }[] {
  const known = Object.values(hosts)
  return known.length > 0 ? known : [{ id: FIRST_HOST, name: "" }]
}
