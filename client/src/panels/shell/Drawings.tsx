import { type ComponentType, lazy, Suspense } from "react"
import { useFacts, usePage, useSession } from "../../store/hooks.ts"
import { StandIn } from "./StandIn.tsx"

function Drawing({ of: Part }: { of: ComponentType<Parameters<typeof StandIn>[0]> }) {
  const session = useSession()
  const world = useFacts((facts) => facts.world)
  const selected = usePage((page) => page.selected)
  return (
    <Suspense>
      <Part world={world} selected={selected} onSelect={(ref) => session.select(ref)} />
    </Suspense>
  )
}

export const Picture = () => <Drawing of={StandIn} />
export const Scheduler = () => <Drawing of={StandIn} />
export const Time = () => <Drawing of={StandIn} />
void lazy
