import type { Session } from "../../store/session.ts"
import { bundledDraft, draftOfRun } from "./drafts.ts"
import { openDraft } from "./editing.ts"

/** Opens the editor, with a bundled program if one is given. */
export function openRun(session: Session, program?: string, language: "en" | "zh" = "en"): void {
  const found = session.programs.getState().bundled?.find(({ id }) => id === program)
  if (found) openDraft(session.programs, bundledDraft(found, language))
  session.openDialog("run")
}

/**
 * Opens the files of the watched run, to be changed and run again; the run itself does not change.
 *
 * @param title The draft's title if the run has no name.
 */
export function editRun(session: Session, title: string): void {
  const { run, world } = session.facts.getState()
  const { startedAs, own } = session.programs.getState()
  const started = run === null ? undefined : startedAs[run]
  const newest = own.find(({ id }) => id === started?.id)
  // If the script was changed since the run started, the run's files become another draft, so the changes are kept.
  const draft =
    started && (!newest || newest.changedAt === started.changedAt)
      ? started
      : started
        ? { ...started, id: `${started.id}-${Date.now()}`, isOwn: false }
        : draftOfRun(world, world.run?.name || title)
  if (draft) openDraft(session.programs, draft)
  session.openDialog("run")
}
