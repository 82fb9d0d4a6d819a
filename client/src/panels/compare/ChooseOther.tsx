import type { RecordingSummary } from "@forkscope/shared/socket"
import { Combobox, useCombobox } from "@mantine/core"
import { useRef, useState } from "react"
import { flushSync } from "react-dom"
import { useTranslation } from "react-i18next"
import { moment, seconds } from "../../format/format.ts"
import { Icon } from "../../parts/Icon.tsx"
import type { Other } from "../../store/comparing.ts"
import { useComparing, useFacts, useSession } from "../../store/hooks.ts"
import { Dialog } from "../palette/Dialog.tsx"
import palette from "../palette/Palette.module.css"
import { useRecordings } from "../recordings/useRecordings.ts"
import { useShownId } from "./useShown.ts"
import "@mantine/core/styles/Combobox.layer.css"

const FILE = "file"

/** Chooses the second run of a comparison: any recording, also of a run that goes on, or a file. */
export default function ChooseOther() {
  const { t } = useTranslation()
  const session = useSession()
  const [typed, setTyped] = useState("")
  const { answer } = useRecordings()
  const combobox = useCombobox({ opened: true })
  const file = useRef<HTMLInputElement>(null)
  const first = useComparing((comparing) => comparing.first)
  const shown = useShownId()
  const shownName = useFacts(({ world }) => world.run?.name)
  const name = first?.name ?? shownName ?? ""
  const isShownFirst = (one: RecordingSummary, other: RecordingSummary) =>
    Number(other.id === shown) - Number(one.id === shown)
  const found = (answer?.recordings ?? [])
    .filter((one) => one.id !== (first?.recording ?? shown) && hasWords(one.name, typed))
    .toSorted(isShownFirst)
  const choose = (other: Other) => {
    session.openDialog(null)
    void session.compare(other, first)
  }
  const asideOf = ({ id, run, startedAt, duration }: RecordingSummary) =>
    [
      ...(id === shown ? [t("compare:shown")] : []),
      ...(run === null ? [] : [t("compare:live")]),
      `${seconds(duration, 1)} s`,
      moment(startedAt),
    ].join(" · ")
  return (
    <Dialog label={t("compare:with", { name })} size={620} top="14vh">
      <Combobox
        store={combobox}
        withinPortal={false}
        onOptionSubmit={(id) => (id === FILE ? file.current?.click() : choose({ id, file: null }))}
      >
        <Combobox.EventsTarget>
          <div className={palette.search}>
            <Icon name="compare" />
            <input
              data-autofocus
              value={typed}
              placeholder={t("compare:with", { name })}
              aria-label={t("compare:with", { name })}
              onChange={(event) => {
                // The list is filtered at once, so that the first option is one of what is left.
                flushSync(() => setTyped(event.target.value))
                combobox.selectFirstOption()
              }}
            />
          </div>
        </Combobox.EventsTarget>
        <Combobox.Options className={palette.options ?? ""} tabIndex={0} aria-label={t("compare:choices")}>
          {found.map((one) => (
            <Combobox.Option key={one.id} value={one.id} className={palette.option ?? ""}>
              <span>{one.name}</span>
              <span className="quiet">{asideOf(one)}</span>
            </Combobox.Option>
          ))}
          {answer && found.length === 0 && (
            <Combobox.Empty>{t(typed.trim() === "" ? "compare:noOther" : "compare:none")}</Combobox.Empty>
          )}
          <Combobox.Option value={FILE} className={palette.option ?? ""}>
            <span>{t("compare:file")}</span>
            <Icon name="folder" size={14} />
          </Combobox.Option>
        </Combobox.Options>
      </Combobox>
      <input
        ref={file}
        type="file"
        className="hidden"
        accept=".forkscope,.ndjson,.gz"
        aria-label={t("compare:file")}
        tabIndex={-1}
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? []
          if (chosen) choose({ id: null, file: chosen })
        }}
      />
    </Dialog>
  )
}

const hasWords = (name: string, typed: string) =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => name.toLowerCase().includes(word))
