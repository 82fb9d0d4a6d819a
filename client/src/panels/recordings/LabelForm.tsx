import type { RecordingLabel } from "@forkscope/shared/recording"
import type { RecordingSummary } from "@forkscope/shared/socket"
import type { FormEvent, KeyboardEvent } from "react"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import css from "./Recordings.module.css"

interface Props {
  recording: Pick<RecordingSummary, "name" | "note">
  /** @param label The changed fields; omitted when editing was cancelled. */
  onDone(label: RecordingLabel): void
}

/** Edits the name and note of a recording. Enter saves (in the note Ctrl+Enter); Escape cancels. */
export function LabelForm({ recording, onDone }: Props) {
  const { t } = useTranslation()
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const name = String(fields.get("name")).trim()
    const note = String(fields.get("note")).trim()
    onDone({
      ...(name !== "" && name !== recording.name ? { name } : {}),
      ...(note !== recording.note ? { note } : {}),
    })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === "Escape") onDone({})
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
  }
  return (
    <form
      className={css.form}
      aria-label={t("recordings.edit", { name: recording.name })}
      onSubmit={save}
      onKeyDown={onKeyDown}
    >
      <input
        name="name"
        className={css.field}
        aria-label={t("recordings.name")}
        defaultValue={recording.name}
        maxLength={200}
        // biome-ignore lint/a11y/noAutofocus: the field appears because of a click on Edit
        autoFocus
      />
      <textarea
        name="note"
        className={css.field}
        rows={3}
        aria-label={t("recordings.note")}
        placeholder={t("recordings.notePlaceholder")}
        defaultValue={recording.note}
        maxLength={4000}
      />
      <div className={css.buttons}>
        <Button onClick={() => onDone({})}>{t("create.cancel")}</Button>
        <Button type="submit" look="primary">
          {t("recordings.save")}
        </Button>
      </div>
    </form>
  )
}
