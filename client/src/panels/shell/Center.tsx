import { Tabs } from "@mantine/core"
import { lazy, Suspense } from "react"
import { useTranslation } from "react-i18next"
import { Group, Panel, Separator } from "react-resizable-panels"
import { useFacts, useHasRun, usePage, useSession } from "../../store/hooks.ts"
import type { Tab } from "../../store/link.ts"
import { Console } from "../console/Console.tsx"
import { ConsoleTools } from "../console/ConsoleTools.tsx"
import { Inspector } from "../inspector/Inspector.tsx"
import { Recordings } from "../recordings/Recordings.tsx"
import { Runs } from "../runs/Runs.tsx"
import css from "./Center.module.css"
import { SceneDrawing } from "./Drawings.tsx"
import shell from "./Shell.module.css"
import { shownTabs } from "./shownTabs.ts"
import { TabRow } from "./TabRow.tsx"
import { Welcome } from "./Welcome.tsx"

const CodePanel = lazy(() => import("../code/CodePanel.tsx"))
const Terminal = lazy(() => import("../terminal/Terminal.tsx"))
const TablePanel = lazy(() => import("../table/TablePanel.tsx"))
const Events = lazy(() => import("../events/Events.tsx"))

/** The picture, and below it the tabs with text. While the timeline is large, it replaces the picture. */
export function Center({ isWide }: { isWide: boolean }) {
  const { t } = useTranslation()
  const hasRun = useHasRun()
  const isTimeTall = usePage((page) => page.isTimeTall)
  if (isTimeTall) {
    return (
      <section className={css.center} aria-label={t("shell.picture")}>
        <Card isWide={isWide} />
      </section>
    )
  }
  return (
    <section className={css.center} aria-label={t("shell.picture")}>
      <Group orientation="vertical" id="center-rows">
        <Panel id="picture" defaultSize="60%" minSize="120px">
          <div className={css.picture}>{hasRun ? <SceneDrawing /> : <Welcome />}</div>
        </Panel>
        <Separator className={`${shell.horizontal} ${css.bare}`} aria-label={t("shell.resize")} />
        <Panel id="tabs" defaultSize="40%" minSize="110px">
          <Card isWide={isWide} />
        </Panel>
      </Group>
    </section>
  )
}

function Card({ isWide }: { isWide: boolean }) {
  const session = useSession()
  const chosen = usePage((page) => page.tab)
  const tabs = useFacts(({ world }) => shownTabs(world, isWide).join(" ")).split(" ") as Tab[]
  const tab = tabs.includes(chosen) ? chosen : (tabs[0] ?? "events")
  return (
    <Tabs
      unstyled
      className={css.card}
      keepMounted={false}
      value={tab}
      onChange={(next) => session.openTab(next as Tab)}
    >
      <TabRow tabs={tabs}>{tab === "console" && <ConsoleTools />}</TabRow>
      <Tabs.Panel className={css.content} value={tab}>
        <Suspense>
          <Content tab={tab} />
        </Suspense>
      </Tabs.Panel>
    </Tabs>
  )
}

function Content({ tab }: { tab: Tab }) {
  switch (tab) {
    case "console":
      return <Console />
    case "code":
      return <CodePanel />
    case "terminal":
      return <Terminal />
    case "table":
      return <TablePanel />
    case "events":
      return <Events />
    case "runs":
      return (
        <>
          <Runs />
          <Recordings />
        </>
      )
    case "inspector":
      return <Inspector />
  }
}
