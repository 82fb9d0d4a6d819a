import { coresOf, isAlive, loadOf } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { number, percent } from "../../format/format.ts"
import { useCalmFacts, useIsPast, usePage } from "../../store/hooks.ts"
import { FindingsCount } from "../findings/FindingsCount.tsx"
import css from "./StatusBar.module.css"

export function StatusBar() {
  const { t } = useTranslation()
  const { world } = useCalmFacts(500)
  const isPast = useIsPast()
  const welcome = usePage((page) => page.welcome)
  const cores = coresOf(world) || (welcome?.cores ?? 0)
  const alive = Object.values(world.processes).filter(isAlive).length
  const dropped = world.run ? world.run.dropped.facts + world.run.dropped.output + world.run.dropped.invalid : 0
  return (
    <footer className={css.bar}>
      <span className={css.item} data-tone={alive > 0 ? "running" : undefined}>
        <span className={css.dot} aria-hidden="true" />
        {t("status.processes", { count: alive })}
      </span>
      <FindingsCount />
      {cores > 0 && <span className={css.item}>{t("status.cores", { count: cores })}</span>}
      <span className={`${css.item} ${css.load}`}>{t("status.load", { load: percent(loadOf(world)) })}</span>
      <span className={`${css.item} ${css.events}`}>
        {t("status.events", { count: world.seq, text: number(world.seq) })}
      </span>
      <span className={css.item} data-tone={dropped > 0 ? "failed" : undefined}>
        {t("status.dropped", { text: number(dropped) })}
      </span>
      {world.run && <span className={css.item}>{t(isPast ? "status.recorded" : "status.real")}</span>}
      <span className={`${css.item} ${css.address}`}>
        {welcome && `v${welcome.version} · `}
        {location.host}
      </span>
    </footer>
  )
}
