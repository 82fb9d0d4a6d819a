import type { Figures } from "@forkscope/shared/history"
import { useTranslation } from "react-i18next"
import css from "./Compare.module.css"

/** What to know when reading the figures. */
export function Remarks({ figures }: { figures: readonly [Figures, Figures] }) {
  const { t } = useTranslation()
  const silent = figures.flatMap(({ telling, processes }, place) =>
    telling < processes ? t("compare:telling", { name: "AB"[place], telling, processes }) : [],
  )
  return (
    <ul className={css.remarks}>
      {figures.some(({ cpu }) => cpu !== null) && <li>{t("compare:lastSample")}</li>}
      {figures.some(({ memory }) => memory !== null) && <li>{t("compare:sharedTwice")}</li>}
      <li>{t("compare:perSecond")}</li>
      {figures.some(({ waits }) => (waits?.total ?? 0) > 0) && <li>{t("compare:addedUp")}</li>}
      {figures.some(({ waits }) => waits?.isLeast) && <li>{t("compare:atLeast")}</li>}
      {silent.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
