import { NativeSelect, NumberInput } from "@mantine/core"
import { useInputState } from "@mantine/hooks"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { freeName } from "../lines/lines.ts"
import { syntaxOf } from "../lines/syntaxOf.ts"
import type { Workload } from "../lines/workloads.ts"
import css from "./Form.module.css"
import { Form } from "./Form.tsx"
import { useLabWorld } from "./useLabWorld.ts"

/** Workloads that take one number: the number of the task. */
const TASKS: readonly Workload[] = ["worker", "unreliable", "square", "sleepFor", "burn"]

export default function PoolForm({ onDone }: { onDone(): void }) {
  const { t } = useTranslation()
  const world = useLabWorld()
  const [size, setSize] = useState(3)
  const [tasks, setTasks] = useState(10)
  const [fn, setFn] = useInputState<Workload>("worker")
  const syntax = syntaxOf(world)
  const lines = syntax.poolLines({ variable: freeName(world, "pool"), size, tasks, fn })
  return (
    <Form kind="pool" lines={lines} submit={t("create.pool.submit")} onDone={onDone}>
      <div className={css.pair}>
        <NumberInput
          label={t("create.pool.size")}
          min={1}
          max={32}
          clampBehavior="strict"
          value={size}
          data-autofocus
          onChange={(value) => setSize(Number(value) || 1)}
        />
        <NumberInput
          label={t("create.pool.tasks")}
          min={0}
          max={1000}
          clampBehavior="strict"
          value={tasks}
          onChange={(value) => setTasks(Number(value) || 0)}
        />
      </div>
      <NativeSelect
        label={t("create.pool.fn")}
        description={t(`create.workload.${fn}`)}
        inputWrapperOrder={["label", "input", "description"]}
        data={TASKS.map((value) => ({ value, label: syntax.workload(value) }))}
        value={fn}
        disabled={tasks === 0}
        onChange={setFn}
      />
    </Form>
  )
}
