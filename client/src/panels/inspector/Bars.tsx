import type { ProcessEntity, Shares } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { memory as inWords, percent } from "../../format/format.ts"
import css from "./Inspector.module.css"
import { Section } from "./Parts.tsx"

const PARTS = ["running", "ready", "waiting"] as const

/** The shares of running, ready and waiting in the last second, measured by the kernel. */
export function SharesBar({ shares }: { shares: Shares }) {
  const { t } = useTranslation()
  return (
    <Section title={t("inspector.lastSecond")} aside={t("inspector.measured")}>
      <div className={css.bar} aria-hidden="true">
        {PARTS.map((part) => (
          <span key={part} style={{ width: `${shares[part] * 100}%`, background: `var(--${part})` }} />
        ))}
      </div>
      <p className={css.legend}>
        {PARTS.map((part) => (
          <span key={part}>
            <b style={{ color: `var(--${part}-ink)` }}>{percent(shares[part])}</b> {t(`state.${part}`)}
          </span>
        ))}
      </p>
    </Section>
  )
}

/** Resident memory: the part shared with other processes (as after a fork) and the private part. */
export function MemoryBar({ memory }: { memory: NonNullable<ProcessEntity["memory"]> }) {
  const { t } = useTranslation()
  const { rss, shared, private: own } = memory
  const total = Math.max(1, (shared ?? 0) + (own ?? 0))
  return (
    <Section title={t("inspector.memory")} aside={inWords(rss)}>
      {shared !== null && own !== null && (
        <>
          <div className={css.bar} aria-hidden="true">
            <span style={{ width: `${(shared / total) * 100}%`, background: "var(--memory-shared)" }} />
            <span style={{ width: `${(own / total) * 100}%`, background: "var(--memory-private)" }} />
          </div>
          <p className={css.legend}>
            <span>{t("inspector.shared", { size: inWords(shared) })}</span>
            <span>{t("inspector.private", { size: inWords(own) })}</span>
          </p>
        </>
      )}
    </Section>
  )
}
