import { type ReactNode, useEffect, useRef } from "react"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { Code } from "../../parts/Code.tsx"
import { useFacts, useSession } from "../../store/hooks.ts"
import css from "./Form.module.css"
import "@mantine/core/styles/Input.layer.css"
import "@mantine/core/styles/InlineInput.layer.css"
import "@mantine/core/styles/Checkbox.layer.css"
import "@mantine/core/styles/Combobox.layer.css"
import "@mantine/core/styles/NumberInput.layer.css"
import "@mantine/core/styles/UnstyledButton.layer.css"
import "@mantine/core/styles/ActionIcon.layer.css"

interface Props {
  kind: "process" | "pool" | "queue"
  /** The code that the form stands for now; its lines run in this order. */
  lines: readonly string[]
  submit: string
  onDone(): void
  children: ReactNode
}

/** A form that writes code: its fields, the resulting lines, and the button that runs them. */
export function Form({ kind, lines, submit, onDone, children }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const isLab = useFacts(({ world }) => world.run?.kind === "lab" && !world.run.ended)
  const form = useRef<HTMLFormElement>(null)
  // The popover sets the focus before this form is loaded.
  useEffect(() => form.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus(), [])
  const run = async () => {
    onDone()
    if (isLab || (await session.newLab())) await session.submit(...lines)
  }
  return (
    <form
      ref={form}
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault()
        void run()
      }}
    >
      <div>
        <h2>{t(`create.${kind}.title`)}</h2>
        <p className="quiet">{t(`create.${kind}.text`)}</p>
      </div>
      {children}
      <Code lines={lines} label={t(isLab ? "create.willRun" : "create.willRunInNewLab")} />
      <div className={css.foot}>
        <Button look="plain" onClick={onDone}>
          {t("create.cancel")}
        </Button>
        <Button look="primary" type="submit">
          {submit}
        </Button>
      </div>
    </form>
  )
}
