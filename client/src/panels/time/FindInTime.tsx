import { useState } from "react"
import { useTranslation } from "react-i18next"
import { type Found, find } from "../../scenes/timeline/find.ts"
import { useSession } from "../../store/hooks.ts"
import css from "./FindInTime.module.css"
import { showAround } from "./moves.ts"

/** Searches the names of lanes and the labels of slices; Enter goes to the next match. */
export function FindInTime() {
  const { t } = useTranslation()
  const session = useSession()
  const [text, setText] = useState("")
  const [result, setResult] = useState<{ text: string; all: readonly Found[]; place: number } | null>(null)
  const go = (by: number) => {
    // A run that goes on may have more matches since the last search.
    const all = find(session.facts.getState().history, text)
    const last = result?.text === text ? result.all[result.place] : undefined
    const before = all.findIndex(({ lane, seq }) => lane.key === last?.lane.key && seq === last?.seq)
    const place = before < 0 ? 0 : (before + by + all.length) % all.length
    setResult({ text, all, place })
    const found = all[place]
    if (!found) return
    if (found.seq !== null && found.proc !== null) {
      session.selectSlice(found.proc, found.seq)
      showAround(session, found.start, found.end)
    } else session.select(found.lane.ref)
  }
  return (
    <search className={css.find}>
      <input
        type="search"
        value={text}
        placeholder={t("time.find")}
        aria-label={t("time.find")}
        onChange={(event) => {
          setText(event.target.value)
          setResult(null)
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") go(event.shiftKey ? -1 : 1)
          else if (event.key === "Escape") event.currentTarget.blur()
        }}
      />
      {result && text !== "" && (
        <output className={css.count}>
          {result.all.length === 0 ? t("time.noneFound") : `${result.place + 1}/${result.all.length}`}
        </output>
      )}
    </search>
  )
}
