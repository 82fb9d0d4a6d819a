import { memo, useEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import { calm, TRAVEL } from "../../motion/ease.ts"
import { useRoute } from "../../motion/useRoute.ts"
import type { FlightNode } from "../../scenes/stage/nodes.ts"
import { Label } from "../parts/Label.tsx"

/** Tasks and calls that are travelling now; each is removed when it arrives. */
export const Flights = memo(function Flights({ fresh }: { fresh: readonly FlightNode[] }) {
  const [flying, setFlying] = useState<{ fresh: readonly FlightNode[]; all: readonly FlightNode[] }>({
    fresh,
    all: fresh,
  })
  if (flying.fresh !== fresh) {
    const started = calm(TRAVEL) === 0 ? [] : fresh
    setFlying({ fresh, all: started.length === 0 ? flying.all : [...flying.all, ...started] })
  }
  const onArrived = (key: string) =>
    setFlying((now) => ({ ...now, all: now.all.filter((flight) => flight.key !== key) }))
  return (
    <g>
      {flying.all.map((flight) => (
        <Flight key={flight.key} flight={flight} onArrived={onArrived} />
      ))}
    </g>
  )
})

interface Props {
  readonly flight: FlightNode
  onArrived(key: string): void
}

function Flight({ flight, onArrived }: Props) {
  const { t } = useTranslation("stage")
  const { key, way, tone, label } = flight
  const ref = useRoute(way.at(-1) ?? { x: 0, y: 0 }, way.slice(0, -1), null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a flight starts once
  useEffect(() => {
    const timer = setTimeout(() => onArrived(key), TRAVEL + 40)
    return () => clearTimeout(timer)
  }, [key])
  const text = tone === "bounce" ? t(label === "Full" ? "queue.bounceFull" : "queue.bounceEmpty") : label
  return (
    <g ref={ref} className={`fs-flight is-${tone}`}>
      <circle className="fs-flight-dot" r={5} />
      <Label className="fs-mono fs-flight-text" y={-9} anchor="middle" text={text} />
    </g>
  )
}
