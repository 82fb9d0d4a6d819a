import { type KeyboardEvent, useEffect, useRef, useState } from "react"
import { createPortal } from "react-dom"
import { useTranslation } from "react-i18next"
import { useRunNow } from "../../format/useRunNow.ts"
import { type Arrow, arrowsByLine, codeArrows } from "../../scenes/code/arrows.ts"
import { codeFiles } from "../../scenes/code/files.ts"
import { useCalmFacts, usePage, useSession } from "../../store/hooks.ts"
import { TAB_TOOLS } from "../shell/TabRow.tsx"
import { ArrowChip } from "./ArrowChip.tsx"
import { whoText } from "./arrowText.ts"
import css from "./Code.module.css"
import { FileBar } from "./FileBar.tsx"
import { Footer } from "./Footer.tsx"
import { OffscreenArrows } from "./OffscreenArrows.tsx"
import { type Opened, StackPane } from "./StackPane.tsx"
import { useAnnotations } from "./useAnnotations.ts"
import { useErrors } from "./useErrors.ts"
import { useJump } from "./useJump.ts"
import { useScrolled } from "./useScrolled.ts"
import { useShownMarks, useViewer } from "./useViewer.ts"

/** ms between two updates: faster arrows could not be followed. */
const PACE = 100

/** The program's files, with an arrow for every thread at the line that it executes or waits in. */
export default function CodePanel() {
  const { t } = useTranslation()
  const session = useSession()
  const facts = useCalmFacts(PACE)
  const { world } = facts
  const now = useRunNow(world, 500)
  const selected = usePage((page) => page.selected)
  const errors = useErrors(facts)
  const { arrows, unseen } = codeArrows(world)
  const files = codeFiles(world)
  const names = new Map(files.map(({ path, name }) => [path, name]))
  const [chosen, setChosen] = useState<string | null>(null)
  const [opened, setOpened] = useState<Opened | null>(null)
  const [tools] = useState(() => document.getElementById(TAB_TOOLS))
  const file = files.find(({ path }) => path === chosen) ?? files[0]
  const lines = file ? arrowsByLine(arrows, file.path) : new Map<number, Arrow[]>()
  const annotations = useAnnotations(file?.path, errors, lines, now)

  const place = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLElement>(null)
  const view = useScrolled(scroller)
  const viewer = useViewer(place, file, t("code:text", { file: file?.name ?? "" }))
  const standing = [...lines].map(([line, { length }]) => ({ line, count: length }))
  const news = standing.length > 0 ? standing : annotations.errors.map(({ line }) => ({ line, count: 1 }))
  const jump = useJump({ scroller, view, viewer, file: file?.path, news })
  useShownMarks(viewer, { ...annotations, target: jump.line })

  const jumpTo = jump.to
  const go = (path: string, line: number) => {
    setChosen(path)
    jumpTo(path, line)
  }
  const source = usePage((page) => page.source)
  useEffect(() => {
    if (!source) return
    session.page.setState({ source: null })
    setChosen(source.file)
    jumpTo(source.file, source.line)
  }, [source, session, jumpTo])
  const openThread = (arrow: Arrow) => {
    session.select({ kind: "process", id: arrow.proc })
    setOpened({ kind: "thread", key: arrow.key, who: whoText(t, world, arrow) })
  }
  const openLine = (line: number, group: readonly Arrow[]) => {
    const [only] = group
    if (only && group.length === 1) openThread(only)
    else if (file) setOpened({ kind: "line", file: file.path, line })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !opened) return
    event.preventDefault()
    setOpened(null)
    scroller.current?.focus()
  }
  const bar = <FileBar files={files} arrows={arrows} errors={errors} chosen={file?.path ?? null} onChoose={setChosen} />
  return (
    <section className={css.panel} aria-label={t("code:panel")} onKeyDown={onKeyDown}>
      {tools ? createPortal(bar, tools) : bar}
      {!file && <p className={css.none}>{t(facts.world.run === null ? "overview.nothing" : "code:noSource")}</p>}
      <div className={css.body} hidden={!file} data-open={opened !== null}>
        <div className={css.file}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element has to be reachable with the keyboard */}
          <section ref={scroller} className={css.scroller} tabIndex={0} aria-label={file?.name}>
            <div className={css.arrows}>
              {viewer &&
                [...lines].map(([line, group]) => (
                  <ArrowChip
                    key={group.length === 1 ? group[0]?.key : `line ${line}`}
                    world={world}
                    arrows={group}
                    now={now}
                    top={viewer.topOf(line)}
                    isSelected={group.some(({ proc }) => selected?.kind === "process" && selected.id === proc)}
                    onOpen={() => openLine(line, group)}
                  />
                ))}
            </div>
            <div ref={place} className={css.mirror} />
          </section>
          {viewer && (
            <OffscreenArrows lines={lines} viewer={viewer} view={view} onGo={(line) => file && go(file.path, line)} />
          )}
        </div>
        {opened && (
          <StackPane
            world={world}
            opened={opened}
            arrows={arrows}
            now={now}
            names={names}
            onThread={openThread}
            onGo={go}
            onClose={() => setOpened(null)}
          />
        )}
      </div>
      <Footer world={world} unseen={unseen} errors={errors} names={names} onGo={go} />
    </section>
  )
}
