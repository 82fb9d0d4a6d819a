import type { RecordingSummary } from "@forkscope/shared/socket"
import { Combobox } from "@mantine/core"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { moment, seconds } from "../../format/format.ts"
import { FileInput, RECORDINGS } from "../../parts/FileInput.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { hasWords, wordsOf } from "../../parts/words.ts"
import type { Other } from "../../store/comparing.ts"
import { useComparing, useFacts, useSession } from "../../store/hooks.ts"
import { Dialog } from "../palette/Dialog.tsx"
import { SearchList, SearchOption } from "../palette/SearchList.tsx"
import { useRecordings } from "../recordings/useRecordings.ts"
import { useShownId } from "./useShown.ts"

const FILE = "file"

/** Chooses the second run of a comparison: any recording, also of a run that goes on, or a file. */
export default function ChooseOther() {
  const { t } = useTranslation()
  const session = useSession()
  const [typed, setTyped] = useState("")
  const { answer } = useRecordings()
  const file = useRef<HTMLInputElement>(null)
  const first = useComparing((comparing) => comparing.first)
  const shown = useShownId()
  const shownName = useFacts(({ world }) => world.run?.name)
  const name = first?.name ?? shownName ?? ""
  const isShownFirst = (one: RecordingSummary, other: RecordingSummary) =>
    Number(other.id === shown) - Number(one.id === shown)
  const found = (answer?.recordings ?? [])
    .filter((one) => one.id !== (first?.recording ?? shown) && hasWords(one.name, wordsOf(typed)))
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
      <SearchList
        icon="compare"
        placeholder={t("compare:with", { name })}
        label={t("compare:choices")}
        typed={typed}
        onType={setTyped}
        onChoose={(id) => (id === FILE ? file.current?.click() : choose({ id, file: null }))}
      >
        {found.map((one) => (
          <SearchOption key={one.id} value={one.id} text={one.name} aside={asideOf(one)} />
        ))}
        {answer && found.length === 0 && (
          <Combobox.Empty>{t(typed.trim() === "" ? "compare:noOther" : "compare:none")}</Combobox.Empty>
        )}
        <SearchOption value={FILE} text={t("compare:file")} aside={<Icon name="folder" size={14} />} />
      </SearchList>
      <FileInput
        ref={file}
        aria-label={t("compare:file")}
        accept={RECORDINGS}
        onFiles={([chosen]) => chosen && choose({ id: null, file: chosen })}
      />
    </Dialog>
  )
}
