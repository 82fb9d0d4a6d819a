import { Checkbox, NativeSelect, TextInput } from "@mantine/core"
import { useInputState } from "@mantine/hooks"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { freeName } from "../lines/lines.ts"
import { syntaxOf } from "../lines/syntaxOf.ts"
import { WORKLOAD_NAMES, type Workload } from "../lines/workloads.ts"
import { Arguments, initialValues } from "./Arguments.tsx"
import css from "./Form.module.css"
import { Form } from "./Form.tsx"
import { useLabWorld } from "./useLabWorld.ts"

export default function ProcessForm({ onDone }: { onDone(): void }) {
  const { t } = useTranslation()
  const world = useLabWorld()
  const [target, setTarget] = useState<Workload>("count")
  const [args, setArgs] = useState(() => initialValues("count", world))
  const [name, setName] = useInputState("")
  const [isDaemon, setDaemon] = useInputState(false)
  const [isStarted, setStarted] = useInputState(true)
  const syntax = syntaxOf(world)
  const lines = syntax.processLines({ variable: freeName(world, "p"), name, target, args, isDaemon, isStarted })
  return (
    <Form
      kind="process"
      lines={lines}
      submit={t(isStarted ? "create.process.submitStart" : "create.process.submit")}
      onDone={onDone}
    >
      <div className={css.pair}>
        <NativeSelect
          label={t("create.process.target")}
          description={t(`create.workload.${target}`)}
          inputWrapperOrder={["label", "input", "description"]}
          data={WORKLOAD_NAMES.map((value) => ({ value, label: syntax.workload(value) }))}
          value={target}
          data-autofocus
          onChange={(event) => {
            const next = event.target.value as Workload
            setTarget(next)
            setArgs(initialValues(next, world))
          }}
        />
        <TextInput
          label={t("create.process.name")}
          placeholder={t("create.process.namePlaceholder")}
          maxLength={80}
          value={name}
          onChange={setName}
        />
      </div>
      <Arguments workload={target} values={args} onChange={setArgs} />
      <div className={css.pair}>
        <Checkbox size="xs" label={t("create.process.start")} checked={isStarted} onChange={setStarted} />
        <Checkbox size="xs" label="daemon" checked={isDaemon} onChange={setDaemon} />
      </div>
    </Form>
  )
}
