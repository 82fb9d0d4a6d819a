import type { KeyboardEvent, ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { Tab } from "../../store/link.ts"
import css from "./Tabs.module.css"

/** Where a tab that is loaded late puts its own tools. */
export const TAB_TOOLS = "tab-tools"

interface Props {
  tabs: readonly Tab[]
  chosen: Tab
  onChoose(tab: Tab): void
  /** Tools of the chosen tab, at the right end. */
  children?: ReactNode
}

export function Tabs({ tabs, chosen, onChoose, children }: Props) {
  const { t } = useTranslation()
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0
    if (step === 0) return
    const next = tabs[(tabs.indexOf(chosen) + step + tabs.length) % tabs.length]
    if (!next) return
    onChoose(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <div className={css.row}>
      <div role="tablist" className={css.tabs} aria-label={t("tabs.label")} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab}
            id={`tab-${tab}`}
            type="button"
            role="tab"
            aria-selected={tab === chosen}
            aria-controls="tab-content"
            tabIndex={tab === chosen ? 0 : -1}
            className={css.tab}
            onClick={() => onChoose(tab)}
          >
            {t(tab === "code" ? "code:tab" : `tabs.${tab}`)}
          </button>
        ))}
      </div>
      <div className={css.tools} id={TAB_TOOLS}>
        {children}
      </div>
    </div>
  )
}
