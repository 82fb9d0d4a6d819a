import { nameOf, poolCall } from "@forkscope/shared/names"
import { type PoolEntity, variableOf, type World } from "@forkscope/shared/world"
import { useInputState } from "@mantine/hooks"
import { useTranslation } from "react-i18next"
import { useCanAct, useIsLab } from "../../store/hooks.ts"
import { poolActions } from "../lines/actions.ts"
import { syntaxOf } from "../lines/syntaxOf.ts"
import { WORKLOAD_NAMES, type Workload } from "../lines/workloads.ts"
import { Actions } from "./Actions.tsx"
import css from "./Inspector.module.css"
import { CodeFact, Fact, Facts, Head, MadeBy, RefLink, Section } from "./Parts.tsx"

export function PoolView({ world, pool }: { world: World; pool: PoolEntity }) {
  const { t } = useTranslation()
  const state = pool.isJoined ? "joined" : pool.isTerminated ? "terminated" : pool.isClosed ? "closed" : "open"
  return (
    <>
      <Head name={nameOf(world, { kind: "pool", id: pool.id })}>
        <span className={css.tag}>{t(`pool.state.${state}`)}</span>
      </Head>
      <Facts>
        <CodeFact name={t("lock.kind")}>{pool.kind === "pool" ? null : poolCall(pool)}</CodeFact>
        <CodeFact name={t("pool.size")}>{pool.size}</CodeFact>
        <Fact name={t("pool.tasks")}>
          {t("pool.progress", { submitted: pool.submitted, finished: pool.finished, failed: pool.failed })}
        </Fact>
        <CodeFact name={t("pool.backlog")}>{pool.backlog.length + pool.uncounted}</CodeFact>
        <MadeBy world={world} by={pool} />
      </Facts>
      <PoolForm world={world} id={pool.id} />
      <Section title={t("pool.slots")}>
        <ul className={css.slots}>
          {pool.slots.map((slot) => (
            <li key={slot.slot}>
              <span className="quiet">{slot.slot}</span>
              <span className={css.slotWorker}>
                {slot.thread !== null ? (
                  <code>{t("inspector.tid", { tid: slot.thread })}</code>
                ) : slot.worker === null ? (
                  "–"
                ) : (
                  <RefLink world={world} to={{ kind: "process", id: slot.worker }} />
                )}
              </span>
              <span>
                {slot.task === null ? (
                  <span className="quiet">{t(`pool.slot.${slot.state}`)}</span>
                ) : (
                  <RefLink world={world} to={{ kind: "task", id: slot.task }} />
                )}
              </span>
              <span className={`quiet ${css.slotDone}`}>{t("pool.done", { count: slot.done })}</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}

function PoolForm({ world, id }: { world: World; id: number }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLab = useIsLab()
  const [fn, setFn] = useInputState<Workload>("worker")
  const [args, setArgs] = useInputState("3")
  if (!canAct || !isLab) return null
  if (!variableOf(world, "pool", id)) return <p className={css.note}>{t("inspector.noVariable")}</p>
  const names = Object.keys(world.names)
  const syntax = syntaxOf(world)
  const given = args.trim() === "" ? [] : args.split(",").map((part) => syntax.value(part.trim(), names))
  return (
    <>
      <div className={css.fields}>
        <label>
          {t("pool.fn")}
          <select value={fn} onChange={setFn}>
            {WORKLOAD_NAMES.map((name) => (
              <option key={name} value={name}>
                {syntax.workload(name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("pool.args")}
          <input value={args} maxLength={200} onChange={setArgs} />
        </label>
      </div>
      <Actions world={world} actions={poolActions(world, id, fn, given)} />
    </>
  )
}
