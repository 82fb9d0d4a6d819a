import type { RecordingLabel } from "@forkscope/shared/recording"
import type { RecordingSummary } from "@forkscope/shared/socket"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { clock, memory, moment } from "../../format/format.ts"
import { IconButton } from "../../parts/Button.tsx"
import { FileInput, RECORDINGS } from "../../parts/FileInput.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { usePage, useSession, useTime } from "../../store/hooks.ts"
import { CompareButton } from "../compare/CompareButton.tsx"
import css from "../runs/Runs.module.css"
import { LabelForm } from "./LabelForm.tsx"
import own from "./Recordings.module.css"
import { useRecordings } from "./useRecordings.ts"

/** All recordings, also those of earlier servers, and a button to open a file. */
export function Recordings() {
  const { t } = useTranslation()
  const session = useSession()
  const { answer, reload } = useRecordings()
  const canAct = usePage(({ welcome, connection }) => connection === "connected" && welcome?.canAct === true)
  const file = useRef<HTMLInputElement>(null)
  const ended = (answer?.recordings ?? []).filter(({ run }) => run === null)
  return (
    <div className={css.runs}>
      <header className={css.head}>
        <h2>{t("recordings.title")}</h2>
        <IconButton label={t("recordings.open")} onClick={() => file.current?.click()}>
          <Icon name="folder" size={14} />
        </IconButton>
        <FileInput
          ref={file}
          aria-label={t("recordings.open")}
          accept={RECORDINGS}
          onFiles={([chosen]) => chosen && void session.playback.openFile(chosen)}
        />
      </header>
      {ended.length === 0 && <p className={css.none}>{t("recordings.none")}</p>}
      <ul>
        {ended.map((recording) => (
          <Row key={recording.id} recording={recording} canAct={canAct} onChange={reload} />
        ))}
      </ul>
      {answer && answer.quota > 0 && (
        <p className={own.room} title={answer.folder}>
          {t("recordings.room", {
            bytes: memory(Math.round(answer.bytes / 1024)),
            quota: memory(Math.round(answer.quota / 1024)),
            days: answer.days,
          })}
        </p>
      )}
    </div>
  )
}

interface RowProps {
  recording: RecordingSummary
  canAct: boolean
  onChange(): void
}

function Row({ recording, canAct, onChange }: RowProps) {
  const { t } = useTranslation()
  const session = useSession()
  const [isEditing, setEditing] = useState(false)
  const isOpen = useTime(({ id }) => id === recording.id)
  const relabel = async (label: RecordingLabel) => {
    setEditing(false)
    if (Object.keys(label).length === 0) return
    if (await session.relabel(recording.id, label)) onChange()
  }
  const remove = async () => {
    await session.command("recording.remove", { recording: recording.id })
    onChange()
  }
  if (isEditing) {
    return (
      <li>
        <LabelForm recording={recording} onDone={(label) => void relabel(label)} />
      </li>
    )
  }
  return (
    <li>
      <div className={`${css.row} ${own.row}`} data-watched={isOpen || undefined}>
        <button
          type="button"
          className={css.run}
          aria-current={isOpen ? "true" : undefined}
          title={`${moment(recording.startedAt)}${recording.note ? `\n${recording.note}` : ""}`}
          onClick={() => void session.playback.open(recording.id)}
        >
          <span className={css.name}>{recording.name}</span>
          <span className={css.age}>{clock(recording.duration / 1000)}</span>
        </button>
        <span className={css.acts}>
          <CompareButton first={{ name: recording.name, run: null, recording: recording.id }} />
          {canAct && (
            <>
              <IconButton label={t("recordings.edit", { name: recording.name })} onClick={() => setEditing(true)}>
                <Icon name="pen" size={13} />
              </IconButton>
              <IconButton label={t("recordings.remove", { name: recording.name })} onClick={() => void remove()}>
                <Icon name="trash" size={13} />
              </IconButton>
            </>
          )}
        </span>
      </div>
      {isOpen && recording.note !== "" && <p className={own.note}>{recording.note}</p>}
    </li>
  )
}
