import type { World } from "@forkscope/shared/world"
import { Checkbox, NumberInput } from "@mantine/core"
import { useInputState } from "@mantine/hooks"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { freeName } from "../lines/lines.ts"
import { syntaxOf } from "../lines/syntaxOf.ts"
import css from "./Form.module.css"
import { Form } from "./Form.tsx"
import { useLabWorld } from "./useLabWorld.ts"

export default function QueueForm({ onDone }: { onDone(): void }) {
  const { t } = useTranslation()
  const world = useLabWorld()
  const [maxsize, setMaxsize] = useState(3)
  const [isBounded, setBounded] = useInputState(true)
  const [isManaged, setManaged] = useInputState(false)
  const lines = syntaxOf(world).queueLines({
    variable: freeName(world, "q"),
    maxsize: isBounded ? maxsize : 0,
    manager: isManaged ? managerOf(world) : null,
  })
  return (
    <Form kind="queue" lines={lines} submit={t("create.queue.submit")} onDone={onDone}>
      <NumberInput
        label={t("create.queue.maxsize")}
        min={1}
        max={100_000}
        clampBehavior="strict"
        value={maxsize}
        disabled={!isBounded}
        data-autofocus
        onChange={(value) => setMaxsize(Number(value) || 1)}
      />
      <div className={css.pair}>
        <Checkbox size="xs" label={t("create.queue.bounded")} checked={isBounded} onChange={setBounded} />
        <Checkbox size="xs" label={t("create.queue.managed")} checked={isManaged} onChange={setManaged} />
      </div>
    </Form>
  )
}

/**
 * The lab's newest manager, found by the line that made it: the lab reports variable names of queues and pools, not of
 * managers.
 */
function managerOf(world: World): { variable: string; isNew: boolean } {
  const made = Object.values(world.lines)
    .filter(({ state }) => state !== "error")
    .flatMap(({ code }) => [...code.matchAll(/\b(\w+)\s*=\s*new Manager\(\)/g)].map(([, name]) => name ?? ""))
    .at(-1)
  return made ? { variable: made, isNew: false } : { variable: freeName(world, "manager"), isNew: true }
}
