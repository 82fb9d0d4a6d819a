import { Tabs } from "@mantine/core"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { Tab } from "../../store/link.ts"
import css from "./TabRow.module.css"

/** Id of the element into which a lazily loaded tab renders its own tools. */
export const TAB_TOOLS = "tab-tools"

interface Props {
  tabs: readonly Tab[]
  /** Tools of the selected tab, at the right end. */
  children?: ReactNode
}

/**
 * The row of tabs above their content. It has to be inside Mantine's `Tabs`, which handles the selection and the keys.
 */
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
