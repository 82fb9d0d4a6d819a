import type { Draft, ProgramStore, SourceFile } from "../../store/program.ts"
import type { Session } from "../../store/session.ts"
import { startInput } from "./drafts.ts"
import { dropScript, keepScript } from "./scripts.ts"

/** Opens a draft in the editor. The previous draft is kept if it is the user's own. */
export function openDraft(store: ProgramStore, draft: Draft): void {
  store.setState({ draft, runTrouble: null })
}

/** Changes the draft in the editor, makes it the user's own, and saves it. */
export function changeDraft(store: ProgramStore, change: Partial<Draft>): void {
  const { draft, own } = store.getState()
  if (!draft) return
  const changed: Draft = { ...draft, ...change, isOwn: true, changedAt: Date.now() }
  const isKnown = own.some(({ id }) => id === changed.id)
  store.setState({
    draft: changed,
    // Keeps its place in the list: sorting on every key press would make the list jump.
    own: isKnown ? own.map((one) => (one.id === changed.id ? changed : one)) : [changed, ...own],
    runTrouble: null,
    saveTrouble: keepScript(changed),
  })
}

export function changeFile(store: ProgramStore, name: string, file: SourceFile): void {
  const { draft } = store.getState()
  if (!draft) return
  changeDraft(store, {
    files: draft.files.map((one) => (one.name === name ? file : one)),
    main: draft.main === name ? file.name : draft.main,
  })
}

export function removeDraft(store: ProgramStore, id: string): void {
  dropScript(id)
  const { own, draft, saveTrouble } = store.getState()
  const rest = own.filter((one) => one.id !== id)
  // There is room again: saves what could not be saved before.
  const unkept = saveTrouble ? (rest.map(keepScript).find((trouble) => trouble !== null) ?? null) : null
  store.setState({ own: rest, saveTrouble: unkept, draft: draft?.id === id ? null : draft })
}

/** Starts the draft and watches it; a refusal is shown beside the draft. */
export async function runDraft(session: Session): Promise<void> {
  const store = session.programs
  const { draft, isStarting } = store.getState()
  if (!draft || isStarting) return
  const read = startInput(draft)
  if (!read.ok) return store.setState({ runTrouble: read.trouble })
  store.setState({ isStarting: true, runTrouble: null })
  const answer = await session.ask("program.start", read.input)
  store.setState({ isStarting: false })
  if (!answer.ok) return store.setState({ runTrouble: { key: `refused.${answer.code}`, text: answer.message } })
  store.setState(({ startedAs }) => ({ startedAs: { ...startedAs, [answer.result.run]: draft } }))
  session.openDialog(null)
  session.watchNew(answer.result.run)
}
