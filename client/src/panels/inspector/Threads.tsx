import { sharesOver, type ThreadEntity } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { percent } from "../format/format.ts"
import css from "./Inspector.module.css"

/** More would be a list nobody reads; the rest is counted. */
const SHOWN = 12

export function Threads({ threads }: { threads: readonly ThreadEntity[] }) {
  const { t } = useTranslation()
  const measured = threads
    .map((thread) => ({ thread, shares: sharesOver(thread.samples.toReversed(), 1_000_000) }))
    .sort((a, b) => (b.shares?.load ?? 0) - (a.shares?.load ?? 0) || a.thread.tid - b.thread.tid)
  return (
    <ul className={css.threads}>
      {measured.slice(0, SHOWN).map(({ thread, shares }) => (
        <li key={thread.tid}>
          <span className={css.threadName}>{thread.name || t("inspector.thread")}</span>
          <span className="quiet mono">{thread.tid}</span>
          <span className={css.threadBar} aria-hidden="true">
            <span style={{ width: `${(shares?.running ?? 0) * 100}%`, background: "var(--running)" }} />
            <span style={{ width: `${(shares?.ready ?? 0) * 100}%`, background: "var(--ready)" }} />
          </span>
          <span className={css.threadShare}>{shares ? percent(shares.running) : "–"}</span>
        </li>
      ))}
      {measured.length > SHOWN && <li className="quiet">{t("inspector.more", { count: measured.length - SHOWN })}</li>}
    </ul>
  )
}
