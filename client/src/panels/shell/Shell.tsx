import { useDocumentTitle, useMediaQuery } from "@mantine/hooks"
import { lazy, Suspense, useEffect } from "react"
import { useTranslation } from "react-i18next"
import { Group, Panel, Separator, usePanelRef } from "react-resizable-panels"
import { useComparing, useFacts, usePage } from "../../store/hooks.ts"
import { Inspector } from "../inspector/Inspector.tsx"
import { Notices } from "../notices/Notices.tsx"
import { Recordings } from "../recordings/Recordings.tsx"
import { Runs } from "../runs/Runs.tsx"
import { StatusBar } from "../status/StatusBar.tsx"
import { TimeBar } from "../time/TimeBar.tsx"
import { TopBar } from "../topbar/TopBar.tsx"
import { Center } from "./Center.tsx"
import { TimelineDrawing } from "./Drawings.tsx"
import css from "./Shell.module.css"
import { useDrop } from "./useDrop.ts"
import { useShortcuts } from "./useShortcuts.ts"

const CommandPalette = lazy(() => import("../palette/CommandPalette.tsx"))
const Help = lazy(() => import("../palette/Help.tsx"))
const ChooseOther = lazy(() => import("../compare/ChooseOther.tsx"))
const Compare = lazy(() => import("../compare/Compare.tsx"))
const Toasts = lazy(() => import("../notices/Toasts.tsx"))
const RunDialog = lazy(() => import("../run/RunDialog.tsx"))

/** Height of the timeline, as a share of the page: small below the picture, or large. */
const [LOW, TALL] = ["27%", "68%"]

/** The whole screen. Below 1024 px the side panels become tabs beside the console. */
export function Shell() {
  const { t } = useTranslation()
  const isWide = useMediaQuery("(min-width: 1024px)", true, { getInitialValueInEffect: false })
  const name = useFacts(({ world }) => world.run?.name)
  const dialog = usePage((page) => page.dialog)
  const isTimeTall = usePage((page) => page.isTimeTall)
  // A comparison has its own two timelines.
  const isComparing = useComparing(({ other }) => other !== null)
  const time = usePanelRef()
  const { isOver, ...drop } = useDrop()
  useShortcuts()
  useEffect(() => {
    if (isTimeTall) time.current?.resize(TALL)
    return () => time.current?.resize(LOW)
  }, [isTimeTall, time])
  useDocumentTitle(name ? `${name} · Forkscope` : "Forkscope")
  return (
    <div className={css.shell} {...drop}>
      <TopBar />
      <Notices />
      <main className={css.body}>
        <Group orientation="vertical" id="page">
          <Panel id="upper" defaultSize="73%" minSize="200px">
            <Group orientation="horizontal" id="columns">
              {isWide && (
                <>
                  <Panel
                    id="runs"
                    defaultSize="212px"
                    minSize="160px"
                    maxSize="360px"
                    groupResizeBehavior="preserve-pixel-size"
                  >
                    <nav className={css.side} aria-label={t("runs.title")}>
                      <Runs />
                      <Recordings />
                    </nav>
                  </Panel>
                  <Separator className={css.vertical} aria-label={t("shell.resize")} />
                </>
              )}
              {isComparing ? (
                <Panel id="compare" minSize="360px">
                  <Suspense>
                    <Compare />
                  </Suspense>
                </Panel>
              ) : (
                <Panel id="center" minSize="360px">
                  <Center isWide={isWide} />
                </Panel>
              )}
              {isWide && !isComparing && (
                <>
                  <Separator className={css.vertical} aria-label={t("shell.resize")} />
                  <Panel
                    id="inspector"
                    defaultSize="312px"
                    minSize="260px"
                    maxSize="560px"
                    groupResizeBehavior="preserve-pixel-size"
                  >
                    <section className={css.side} aria-label={t("inspector.title")}>
                      <Inspector />
                    </section>
                  </Panel>
                </>
              )}
            </Group>
          </Panel>
          {!isComparing && (
            <>
              <Separator className={css.horizontal} aria-label={t("shell.resize")} />
              <Panel
                id="time"
                panelRef={time}
                defaultSize={LOW}
                minSize="60px"
                groupResizeBehavior="preserve-pixel-size"
              >
                <section className={css.time} aria-label={t("shell.timeline")}>
                  <TimeBar />
                  <div className={css.lanes}>
                    <TimelineDrawing />
                  </div>
                </section>
              </Panel>
            </>
          )}
        </Group>
      </main>
      <StatusBar />
      {isOver && <div className={css.drop}>{t(isComparing ? "time.dropToCompare" : "time.drop")}</div>}
      <Suspense>
        <Toasts />
      </Suspense>
      <Suspense>
        {dialog === "commands" && <CommandPalette />}
        {dialog === "help" && <Help />}
        {dialog === "run" && <RunDialog />}
        {dialog === "compare" && <ChooseOther />}
      </Suspense>
    </div>
  )
}
