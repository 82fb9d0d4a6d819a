import { fullNameOf, nameOf } from "@forkscope/shared/names"
import type { World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import type { Page } from "../../store/page.ts"
import type { Session } from "../../store/session.ts"
import { openRun } from "../run/open.ts"
import { exportTargetsOf } from "../share/exportTargets.ts"
import { shownTabs } from "../shell/shownTabs.ts"

export interface Command {
  readonly id: string
  readonly group: "do" | "share" | "show" | "runs" | "select"
  readonly text: string
  readonly aside?: string
  run(): void
}

interface Settings {
  switchTheme(): void
  switchLanguage(): void
}

/** Entities offered; the table has the others. */
const ENTITIES = 200

/** All commands that are available now. */
export function commandsOf(t: TFunction, session: Session, world: World, page: Page, settings: Settings): Command[] {
  const canAct = page.connection === "connected" && page.welcome?.canAct === true
  const dialog = (name: "process" | "pool" | "queue", aside: string): Command => ({
    id: name,
    group: "do",
    text: t(`create.${name}.title`),
    aside,
    run: () => session.openDialog(name),
  })
  const watched = session.facts.getState().run
  const acting: Command[] = canAct
    ? [
        dialog("process", "N"),
        dialog("pool", "P"),
        dialog("queue", "Q"),
        { id: "run", group: "do", text: t("code:run.button"), aside: "R", run: () => openRun(session) },
        { id: "lab", group: "do", text: t("runs.newLab"), run: () => void session.newLab() },
        ...(watched && !world.run?.ended
          ? [
              {
                id: "stop",
                group: "do" as const,
                text: t("runs.stop", { name: world.run?.name ?? watched }),
                run: () => void session.command("run.stop", { run: watched }),
              },
            ]
          : []),
      ]
    : []
  const language = t("code:language") as "en" | "zh"
  const programs = (canAct ? (session.programs.getState().bundled ?? []) : []).map(
    ({ id, title }): Command => ({
      id: `program-${id}`,
      group: "do",
      text: t("code:run.program", { title: title[language] }),
      run: () => openRun(session, id, language),
    }),
  )
  const sharing = exportTargetsOf(t, session, { page, facts: { run: watched, world }, time: session.time.getState() })
    .filter(({ reason }) => reason === null)
    .flatMap(({ targets }) => targets)
    .map(
      ({ id, text, ending, run }): Command => ({
        id: `share-${id}`,
        group: "share",
        text,
        ...(ending === undefined ? {} : { aside: ending }),
        run: () => void run(),
      }),
    )
  const showing: Command[] = [
    ...shownTabs(world, true).map(
      (tab, place): Command => ({
        id: `tab-${tab}`,
        group: "show",
        text: t("palette.showTab", { tab: t(tab === "code" ? "code:tab" : `tabs.${tab}`) }),
        aside: String(place + 1),
        run: () => session.openTab(tab),
      }),
    ),
    ...(world.run
      ? [{ id: "compare", group: "show" as const, text: t("compare:command"), run: () => session.chooseOther() }]
      : []),
    { id: "theme", group: "show", text: t("palette.theme"), run: settings.switchTheme },
    { id: "language", group: "show", text: t("topbar.language"), run: settings.switchLanguage },
    { id: "help", group: "show", text: t("help.title"), aside: "?", run: () => session.openDialog("help") },
  ]
  const runs = (page.runs ?? []).map(
    (run): Command => ({
      id: `run-${run.id}`,
      group: "runs",
      text: run.name,
      aside: t(`runs.state.${run.state}`),
      run: () => session.watch(run.id),
    }),
  )
  const select = (kind: "process" | "queue" | "pool", id: number): Command => ({
    id: `${kind}-${id}`,
    group: "select",
    text: kind === "process" ? fullNameOf(world, id) : nameOf(world, { kind, id }),
    aside: t(`palette.${kind}`),
    run: () => session.select({ kind, id }),
  })
  const entities = [
    ...Object.values(world.pools).map(({ id }) => select("pool", id)),
    ...Object.values(world.queues).map(({ id }) => select("queue", id)),
    ...Object.values(world.processes).map(({ id }) => select("process", id)),
  ]
  return [...acting, ...programs, ...sharing, ...showing, ...runs, ...entities.slice(0, ENTITIES)]
}
