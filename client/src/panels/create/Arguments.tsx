import { NativeSelect, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { parametersOf, type Workload } from "../lines/workloads.ts"
import css from "./Form.module.css"
import { useLabWorld, variablesOf } from "./useLabWorld.ts"

interface Props {
  workload: Workload
  values: readonly string[]
  onChange(values: string[]): void
}

/** One field for each argument of a workload. */
export function Arguments({ workload, values, onChange }: Props) {
  const { t } = useTranslation()
  const world = useLabWorld()
  const set = (place: number, value: string) => {
    const next = [...values]
    next[place] = value
    onChange(next)
  }
  return (
    <div className={css.pair}>
      {parametersOf(workload).map(({ name, kind }, place) => {
        const label = t(`create.argument.${name}`)
        const value = values[place] ?? ""
        if (kind === "number" || kind === "text") {
          return <TextInput key={name} label={label} value={value} onChange={(e) => set(place, e.target.value)} />
        }
        const variables = variablesOf(world, kind)
        return (
          <NativeSelect
            key={name}
            label={label}
            value={value}
            data={[
              { value: "", label: t(variables.length > 0 ? "create.choose" : `create.none.${kind}`) },
              ...variables,
            ]}
            onChange={(e) => set(place, e.target.value)}
          />
        )
      })}
    </div>
  )
}

/** Initial values of the fields; a queue or lock of the lab is preselected. */
export function initialValues(workload: Workload, world: Parameters<typeof variablesOf>[0]): string[] {
  return parametersOf(workload).map(({ kind, initial }) =>
    kind === "queue" || kind === "lock" ? (variablesOf(world, kind).at(-1) ?? "") : initial,
  )
}
