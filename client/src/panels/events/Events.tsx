import type { ForkscopeEvent } from "@forkscope/shared/events"
import { useVirtualizer } from "@tanstack/react-virtual"
import { useEffect, useMemo, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { sentenceOf } from "../../format/sentence.ts"
import { useCalmFacts } from "../../store/hooks.ts"
import { EventRow } from "./EventRow.tsx"
import css from "./Events.module.css"
import { filterEvents } from "./filterEvents.ts"

/** px of a row that is not open. */
const ROW = 26

/** The newest events as sentences, newest last; each can be opened to show its raw fields. */
export default function Events() {
  const { t } = useTranslation(["ui", "events"])
  const { events, world } = useCalmFacts()
  const [filter, setFilter] = useState("")
  const [hasSamples, setSamples] = useState(false)
  const [isFollowing, setFollowing] = useState(true)
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const list = useRef<HTMLDivElement>(null)

  const say = (event: ForkscopeEvent) => {
    const { key, values } = sentenceOf(event, world)
    return t(key, { ns: "events", ...values })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: names that change later do not change the matches
  const shown = useMemo(() => filterEvents(events, filter, hasSamples, say), [events, filter, hasSamples])
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW,
    overscan: 12,
    getItemKey: (place) => shown[place]?.seq ?? place,
  })
  const newest = shown.at(-1)?.seq
  useEffect(() => {
    if (isFollowing && newest !== undefined) rows.scrollToIndex(shown.length - 1, { align: "end" })
  }, [isFollowing, newest, rows, shown.length])

  const toggle = (seq: number) => {
    const next = new Set(open)
    if (!next.delete(seq)) next.add(seq)
    setOpen(next)
    setFollowing(false)
  }
  return (
    <div className={css.events}>
      <div className={css.tools}>
        <input
          type="search"
          value={filter}
          placeholder={t("events.filter")}
          aria-label={t("events.filter")}
          onChange={(event) => setFilter(event.target.value)}
        />
        <label>
          <input type="checkbox" checked={hasSamples} onChange={(event) => setSamples(event.target.checked)} />
          {t("events.samples")}
        </label>
        <label>
          <input type="checkbox" checked={isFollowing} onChange={(event) => setFollowing(event.target.checked)} />
          {t("events.follow")}
        </label>
        <span className={css.count}>{t("events.count", { count: shown.length })}</span>
      </div>
      <div
        ref={list}
        className={css.list}
        role="log"
        aria-live="off"
        aria-label={t("tabs.events")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list has to be reachable with the keyboard
        tabIndex={0}
        onWheel={({ deltaY }) => {
          if (deltaY < 0) setFollowing(false)
        }}
      >
        <div className={css.rows} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const event = shown[row.index]
            if (!event) return null
            return (
              <div
                key={row.key}
                ref={rows.measureElement}
                data-index={row.index}
                className={css.place}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <EventRow event={event} text={say(event)} isOpen={open.has(event.seq)} onToggle={toggle} />
              </div>
            )
          })}
        </div>
        {shown.length === 0 && <p className={css.none}>{t(filter ? "events.noneFound" : "events.none")}</p>}
      </div>
    </div>
  )
}
