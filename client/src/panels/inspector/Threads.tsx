import {
  isAlive,
  type Op,
  type ProcessEntity,
  type Shares,
  sharesOver,
  type ThreadEntity,
  type World,
} from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { percent } from "../../format/format.ts"
import { waitText } from "../../format/waitText.ts"
import { SourceLink } from "../findings/SourceLink.tsx"
import css from "./Inspector.module.css"
import { Section } from "./Parts.tsx"

/** Share of the last second below which a thread counts as idle; idle threads are listed on demand. */
const BUSY = 0.005

const isTask = ({ role }: ThreadEntity) => role === "task"

interface Told {
  readonly thread: ThreadEntity
  readonly shares: (Shares & { load: number }) | null
  readonly wait: Op | undefined
}

/** The threads of a process by activity, then its asyncio tasks. */
export function Threads({ world, process }: { world: World; process: ProcessEntity | undefined }) {
  const { t } = useTranslation()
  if (!process || !isAlive(process)) return null
  const waits = Object.values(world.ops).filter((op) => op.proc === process.id && op.block && !op.isAbandoned)
  const threads = Object.values<ThreadEntity>(process.threads)
    .filter((thread) => thread.exitedAt === null)
    .map(
      (thread): Told => ({
        thread,
        shares: sharesOver(thread.samples.toReversed(), 1_000_000, world.at),
        wait: waits.findLast((op) => op.tid === thread.tid),
      }),
    )
  const tasks = threads.filter(({ thread }) => isTask(thread))
  const real = threads.filter(({ thread }) => !isTask(thread))
  // The figures of a single thread are those of the process.
  const hasMore = real.length > 1 || real.some(({ thread }) => thread.frame)
  const isTold = ({ thread, shares, wait }: Told) =>
    thread.tid === process.pid || thread.frame !== null || wait !== undefined || (shares?.load ?? 0) > BUSY
  return (
    <>
      {hasMore && <Group world={world} title={t("inspector.threads")} threads={real} isTold={isTold} />}
      {tasks.length > 0 && <Group world={world} title={t("inspector.tasks")} threads={tasks} isTold={isTold} />}
    </>
  )
}

interface GroupProps {
  world: World
  title: string
  threads: readonly Told[]
  isTold: (one: Told) => boolean
}

function Group({ world, title, threads, isTold }: GroupProps) {
  const { t } = useTranslation()
  const idle = threads.filter((one) => !isTold(one))
  return (
    <Section title={title} aside={threads.length}>
      <ThreadList world={world} threads={threads.filter(isTold)} />
      {idle.length > 0 && (
        <details className={css.idle}>
          <summary>{t("inspector.idleThreads", { count: idle.length })}</summary>
          <ThreadList world={world} threads={idle} />
        </details>
      )}
    </Section>
  )
}

function ThreadList({ world, threads }: { world: World; threads: readonly Told[] }) {
  const { t } = useTranslation()
  return (
    <ul className={css.threads}>
      {threads.map(({ thread, shares, wait }) => (
        <li key={thread.tid}>
          <span className={css.threadName}>
            {thread.name || t("inspector.thread")}{" "}
            {thread.role && !isTask(thread) && (
              <span className="quiet">{t(`inspector.threadRole.${thread.role}`)}</span>
            )}
          </span>
          {!isTask(thread) && <Figures thread={thread} shares={shares} />}
          <ThreadPlace world={world} thread={thread} wait={wait} />
        </li>
      ))}
    </ul>
  )
}

/** What the kernel knows of a thread: its number, and the share of its time on a CPU. */
function Figures({ thread, shares }: Omit<Told, "wait">) {
  return (
    <>
      <span className="quiet mono">{thread.tid}</span>
      <span className={css.threadBar} aria-hidden="true">
        <span style={{ width: `${(shares?.running ?? 0) * 100}%`, background: "var(--running)" }} />
        <span style={{ width: `${(shares?.ready ?? 0) * 100}%`, background: "var(--ready)" }} />
      </span>
      <span className={css.threadShare}>{shares ? percent(shares.running) : "–"}</span>
    </>
  )
}

/** The thread's current line, and what it waits for there. */
function ThreadPlace({ world, thread: { frame }, wait }: Omit<Told, "shares"> & { world: World }) {
  const { t } = useTranslation()
  const site = wait?.site ?? frame
  if (!site && !wait) return null
  return (
    <span className={css.threadPlace}>
      {site && <SourceLink site={site} />} {frame && <code className="quiet">{frame.function}</code>}{" "}
      {wait && <span className={css.threadWait}>{waitText(t, world, wait)}</span>}
    </span>
  )
}
