import { lockCall, nameOf } from "@forkscope/shared/names"
import { LOCKS, type LockEntity, type World, waitingFor } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { duration, number } from "../../format/format.ts"
import { useRunNow } from "../../format/useRunNow.ts"
import css from "./Inspector.module.css"
import { CodeFact, Fact, Facts, Head, MadeBy, ProcessAt, Section } from "./Parts.tsx"

/** A lock or another synchronization object: who holds it and since when, who waits for it and for how long. */
export function LockView({ world, lock }: { world: World; lock: LockEntity }) {
  const { t } = useTranslation()
  const now = useRunNow(world, 200)
  const waiting = waitingFor(world, { kind: "lock", id: lock.id })
  const { isHeld } = LOCKS[lock.kind]
  return (
    <>
      <Head name={nameOf(world, { kind: "lock", id: lock.id })} />
      <Facts>
        <CodeFact name={t("lock.kind")}>{lockCall(lock)}</CodeFact>
        {lock.kind === "event" && <Fact name={t("table.state")}>{t(lock.value > 0 ? "lock.set" : "lock.unset")}</Fact>}
        {isHeld && <CodeFact name={t("lock.value")}>{lock.value}</CodeFact>}
        {isHeld && lock.holders.length === 0 && <Fact name={t("lock.holders")}>{t("lock.nobody")}</Fact>}
        <CodeFact name={t("lock.acquires")}>{number(lock.acquires)}</CodeFact>
        <Fact name={t("lock.waited")}>{lock.waited > 0 ? duration(lock.waited) : null}</Fact>
        <MadeBy world={world} by={lock} />
      </Facts>
      {lock.holders.length > 0 && (
        <Section title={t("lock.holders")}>
          <ul className={css.items}>
            {lock.holders.map(({ seq, proc, since, site }) => (
              <li key={seq}>
                <ProcessAt world={world} proc={proc} site={site} />{" "}
                <span className="quiet">{duration(Math.max(0, now - since))}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {waiting.length > 0 && (
        <Section title={t("lock.waiting")} aside={t("queue.oldestFirst")}>
          <ul className={css.items}>
            {waiting.map((op) => (
              <li key={op.id}>
                <ProcessAt world={world} proc={op.proc} site={op.site} />{" "}
                <span className="quiet">{duration(Math.max(0, now - op.startedAt))}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
