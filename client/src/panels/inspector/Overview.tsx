import { isAlive, processStates, type Run, type World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { useTranslation } from "react-i18next"
import { duration, memory } from "../../format/format.ts"
import { useRunNow } from "../../format/useRunNow.ts"
import { Button } from "../../parts/Button.tsx"
import { StateWord } from "../../parts/State.tsx"
import { useSession, useTime } from "../../store/hooks.ts"
import css from "./Inspector.module.css"
import { CodeFact, Fact, Facts, Head, Section } from "./Parts.tsx"
import { UnreadErrors } from "./UnreadErrors.tsx"

const STATES = ["running", "ready", "waiting", "stopped", "zombie", "created", "gone"] as const

function limitsText(t: TFunction, allowed: NonNullable<Run["allowed"]>): string {
  const { processes, memoryBytes, descriptors } = allowed
  return [
    processes !== undefined && t("overview.limit.processes", { limit: processes }),
    memoryBytes !== undefined && t("overview.limit.memoryBytes", { limit: Math.round(memoryBytes / 1024 / 1024) }),
    descriptors !== undefined && t("overview.limit.descriptors", { limit: descriptors }),
  ]
    .filter(Boolean)
    .join(", ")
}

function watchedText(t: TFunction, { by, missed }: NonNullable<Run["watched"]>): string {
  return by === "pids" && missed ? t("overview.watched.pidsMissed", { count: missed }) : t(`overview.watched.${by}`)
}

/** Shown while nothing is selected: the run as a whole, and how to begin. */
export function Overview({ world }: { world: World }) {
  const { t } = useTranslation()
  const session = useSession()
  const now = useRunNow(world, 200)
  const note = useTime(({ recording }) => recording?.label.note ?? "")
  const { run } = world
  if (!run) return <p className={css.note}>{t("overview.nothing")}</p>
  const states = [...processStates(world).values()]
  const pools = Object.values(world.pools)
  const tasks = pools.reduce((sum, pool) => sum + pool.submitted, 0)
  const done = pools.reduce((sum, pool) => sum + pool.finished, 0)
  return (
    <>
      <Head name={run.name} />
      {note !== "" && <p className={css.said}>{note}</p>}
      <Facts>
        <Fact name={t("overview.kind")}>{t(`overview.kinds.${run.kind}`)}</Fact>
        <Fact name={t("overview.time")}>{duration(Math.floor(now / 1e5) * 1e5)}</Fact>
        <Fact name={t("overview.processes")}>
          {t("overview.alive", { count: Object.values(world.processes).filter(isAlive).length })}
        </Fact>
        <Fact name={t("overview.watched.name")}>{run.watched && watchedText(t, run.watched)}</Fact>
        <CodeFact name={t("overview.queues")}>{Object.keys(world.queues).length || null}</CodeFact>
        <CodeFact name={t("overview.pools")}>{pools.length || null}</CodeFact>
        {Object.values(world.hosts)
          .filter(({ name }) => name !== "")
          .map((host) => (
            <Fact key={host.id} name={t("overview.machine")}>
              {[
                host.name,
                t("status.cores", { count: host.cores }),
                host.memory && memory(host.memory),
                `${host.platform} ${host.kernel}`,
              ]
                .filter(Boolean)
                .join(" · ")}
            </Fact>
          ))}
        <Fact name={t("overview.limits")}>{run.allowed && limitsText(t, run.allowed)}</Fact>
        <Fact name={t("overview.tasks")}>{tasks > 0 ? t("overview.tasksDone", { tasks, done }) : null}</Fact>
      </Facts>
      <Section title={t("overview.states")}>
        <ul className={css.states}>
          {STATES.map((state) => ({ state, count: states.filter((one) => one === state).length }))
            .filter(({ count }) => count > 0)
            .map(({ state, count }) => (
              <li key={state}>
                <StateWord state={state} />
                <span className="mono">{count}</span>
              </li>
            ))}
        </ul>
      </Section>
      <UnreadErrors world={world} />
      <Section title={t("overview.begin")}>
        <p className="quiet">{t("overview.beginText")}</p>
        <Button look="link" onClick={() => session.openDialog("help")}>
          {t("overview.beginMore")}
        </Button>
      </Section>
    </>
  )
}
