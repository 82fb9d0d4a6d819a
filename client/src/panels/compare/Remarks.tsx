import type { Figures } from "@forkscope/shared/history"
import { useTranslation } from "react-i18next"
import css from "./Compare.module.css"

/** What one has to know to read the figures aright. */
export function Remarks({ figures }: { figures: readonly [Figures, Figures] }) {
  const { t } = useTranslation("compare")
  const silent = figures.flatMap(({ telling, processes }, place) =>
    telling < processes ? t("telling", { name: "AB"[place], telling, processes }) : [],
  )
  return (
    <ul className={css.remarks}>
      {figures.some(({ memory }) => memory !== null) && <li>{t("sharedTwice")}</li>}
      <li>{t("perSecond")}</li>
      {figures.some(({ waits }) => (waits?.total ?? 0) > 0) && <li>{t("addedUp")}</li>}
      {figures.some(({ waits }) => waits?.isLeast) && <li>{t("atLeast")}</li>}
      {silent.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
