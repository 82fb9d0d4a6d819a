import { Tabs } from "@mantine/core"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { Tab } from "../../store/link.ts"
import css from "./TabRow.module.css"

/** Where a tab that is loaded late puts its own tools. */
export const TAB_TOOLS = "tab-tools"

interface Props {
  tabs: readonly Tab[]
  /** Tools of the chosen tab, at the right end. */
  children?: ReactNode
}

/** The row of tabs above their content: inside Mantine's `Tabs`, which knows the chosen one and the keys. */
export function TabRow({ tabs, children }: Props) {
  const { t } = useTranslation()
  return (
    <div className={css.row}>
      <Tabs.List className={css.tabs} aria-label={t("tabs.label")}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab} value={tab} className={css.tab}>
            {t(tab === "code" ? "code:tab" : `tabs.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <div className={css.tools} id={TAB_TOOLS}>
        {children}
      </div>
    </div>
  )
}
