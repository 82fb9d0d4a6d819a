import { isAlive, type ProcessEntity, type Shares, sharesOver, type ThreadEntity } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { percent } from "../format/format.ts"
import css from "./Inspector.module.css"
import { Section } from "./Parts.tsx"

/** Share of the last second below which a thread is one of the idle ones, listed on demand. */
const BUSY = 0.005

interface Measured {
  readonly thread: ThreadEntity
  readonly shares: (Shares & { load: number }) | null
}

/** The threads of a process by what they do; one that has a single thread is told by its own figures. */
export function Threads({ process, now }: { process: ProcessEntity | undefined; now: number }) {
  const { t } = useTranslation()
  if (!process || !isAlive(process)) return null
  const threads = Object.values<ThreadEntity>(process.threads)
    .filter((thread) => thread.exitedAt === null)
    .map((thread): Measured => ({ thread, shares: sharesOver(thread.samples.toReversed(), 1_000_000, now) }))
  if (threads.length < 2) return null
  const isBusy = ({ thread, shares }: Measured) => thread.tid === process.pid || (shares?.load ?? 0) > BUSY
  const idle = threads.filter((one) => !isBusy(one))
  return (
    <Section title={t("inspector.threads")} aside={threads.length}>
      <ThreadList threads={threads.filter(isBusy)} />
      {idle.length > 0 && (
        <details className={css.idle}>
          <summary>{t("inspector.idleThreads", { count: idle.length })}</summary>
          <ThreadList threads={idle} />
        </details>
      )}
    </Section>
  )
}

function ThreadList({ threads }: { threads: readonly Measured[] }) {
  const { t } = useTranslation()
  return (
    <ul className={css.threads}>
      {threads.map(({ thread, shares }) => (
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
    </ul>
  )
}
