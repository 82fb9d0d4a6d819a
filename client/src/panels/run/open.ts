import type { Session } from "../../store/session.ts"
import { bundledDraft, draftOfRun } from "./drafts.ts"
import { openDraft } from "./editing.ts"

/** Opens the editor, with a bundled program in it where one is named. */
export function openRun(session: Session, program?: string, language: "en" | "zh" = "en"): void {
  const found = session.programs.getState().bundled?.find(({ id }) => id === program)
  if (found) openDraft(session.programs, bundledDraft(found, language))
  session.openDialog("run")
}

/**
 * Opens what the watched run was started from, to be changed and run anew; the run goes on with its own copy.
 *
 * @param title for a run without a name.
 */
export function editRun(session: Session, title: string): void {
  const { run, world } = session.facts.getState()
  const { startedAs, own } = session.programs.getState()
  const started = run === null ? undefined : startedAs[run]
  const newest = own.find(({ id }) => id === started?.id)
  // A script that was changed since then keeps its changes: the run's is another one.
  const draft =
    started && (!newest || newest.changedAt === started.changedAt)
      ? started
      : started
        ? { ...started, id: `${started.id}-${Date.now()}`, isOwn: false }
        : draftOfRun(world, world.run?.name || title)
  if (draft) openDraft(session.programs, draft)
  session.openDialog("run")
}
