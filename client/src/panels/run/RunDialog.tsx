import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { Button, IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { usePage, usePrograms, useSession } from "../../store/hooks.ts"
import type { Draft } from "../../store/program.ts"
import { Dialog } from "../palette/Dialog.tsx"
import { bundledDraft, draftOf, newScript } from "./drafts.ts"
import { Editor } from "./Editor.tsx"
import { changeDraft, changeFile, openDraft, runDraft } from "./editing.ts"
import { FileTabs } from "./FileTabs.tsx"
import { Options } from "./Options.tsx"
import { ProgramList } from "./ProgramList.tsx"
import css from "./Run.module.css"
import { readFiles } from "./readFiles.ts"
import { keptScripts } from "./scripts.ts"
import { languageOf } from "./templates.ts"
import "@mantine/core/styles/Input.layer.css"
import "@mantine/core/styles/InlineInput.layer.css"
import "@mantine/core/styles/Combobox.layer.css"
import "@mantine/core/styles/UnstyledButton.layer.css"

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

/** Selects or edits a program, and starts it. The text is kept when the dialog closes. */
export default function RunDialog() {
  const { t, i18n } = useTranslation()
  const session = useSession()
  const store = session.programs
  const draft = usePrograms((programs) => programs.draft)
  const hasPython = usePage(({ welcome }) => welcome?.python !== null)
  const first = usePrograms(({ bundled }) => bundled?.[0])
  useEffect(() => {
    void session.loadPrograms()
    // Another tab may have saved scripts since.
    if (store.getState().saveTrouble === null) store.setState({ own: keptScripts() })
  }, [session, store])
  useEffect(() => {
    if (draft !== null) return
    if (!hasPython) openDraft(store, newScript("node", t("code:run.newTitle")))
    else if (first) openDraft(store, bundledDraft(first, i18n.language === "zh" ? "zh" : "en"))
  }, [draft, first, hasPython, store, t, i18n.language])

  const openFiles = async (list: readonly File[]) => {
    const read = await readFiles(list)
    const [file] = read.files
    if (file) {
      openDraft(store, draftOf(file.name, read.files, { isOwn: false }))
      changeDraft(store, {})
    }
    if (read.trouble) store.setState({ runTrouble: read.trouble })
  }
  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    event.stopPropagation()
    void runDraft(session)
  }
  return (
    <Dialog label={t("code:run.title")} size={1180} top="5vh">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a drop target for files; a button does the same */}
      <div
        className={css.dialog}
        onKeyDownCapture={onKeyDownCapture}
        onDragOver={(event: DragEvent) => event.preventDefault()}
        onDrop={(event: DragEvent) => {
          event.preventDefault()
          void openFiles([...event.dataTransfer.files])
        }}
      >
        <ProgramList onOpenFiles={(list) => void openFiles(list)} />
        {draft ? <DraftView key={draft.id} draft={draft} /> : <div />}
      </div>
    </Dialog>
  )
}

function DraftView({ draft }: { draft: Draft }) {
  const { t, i18n } = useTranslation()
  const session = useSession()
  const store = session.programs
  const about = usePrograms(({ bundled }) => bundled?.find(({ id }) => id === draft.base)?.about)
  const { runTrouble, saveTrouble, isStarting } = usePrograms((programs) => programs)
  const [name, setName] = useState(draft.main)
  const python = usePage(({ welcome }) => welcome?.python)
  const hint = usePage(({ welcome }) => welcome?.pythonHint)
  const isConnected = usePage(({ connection }) => connection === "connected")
  const run = useRef<HTMLButtonElement>(null)
  const file = draft.files.find((one) => one.name === name) ?? draft.files[0]
  const isPythonMissing = python === null && languageOf(draft.main) === "python"
  const keys = isMac ? "⌘↵" : "Ctrl ↵"
  return (
    <section className={css.draft} aria-label={draft.title}>
      <header className={css.head}>
        <input
          className={css.title}
          value={draft.title}
          maxLength={80}
          aria-label={t("code:run.name")}
          onChange={({ target }) => changeDraft(store, { title: target.value })}
        />
        <IconButton label={t("shell.close")} hint="" onClick={() => session.openDialog(null)}>
          <Icon name="close" />
        </IconButton>
      </header>
      {about && <p className={css.about}>{about[i18n.language === "zh" ? "zh" : "en"]}</p>}
      <FileTabs draft={draft} chosen={file?.name ?? ""} onChoose={setName} />
      {file && (
        <Editor
          key={`${draft.files.indexOf(file)} ${languageOf(file.name)}`}
          name={file.name}
          label={t("code:run.textOf", { name: file.name })}
          text={file.text}
          onChange={(text) => changeFile(store, file.name, { name: file.name, text })}
          onLeave={() => run.current?.focus()}
        />
      )}
      <Options draft={draft} />
      {isPythonMissing && (
        <div className={css.trouble} role="alert">
          <strong>{t("code:noPython.title")}</strong>
          <span>{t("code:noPython.text")}</span>
          {hint && <code>{hint}</code>}
        </div>
      )}
      {runTrouble && (
        <div className={css.trouble} role="alert">
          <strong>{t(runTrouble.key, { text: runTrouble.text })}</strong>
          {runTrouble.key.startsWith("refused.") && <span>{runTrouble.text}</span>}
        </div>
      )}
      {saveTrouble && (
        <div className={css.trouble} role="alert">
          <strong>{t(`code:unsaved.${saveTrouble}`)}</strong>
          <span>{t("code:unsaved.text")}</span>
        </div>
      )}
      <footer className={css.foot}>
        <span className="quiet">{t(draft.isOwn && !saveTrouble ? "code:run.kept" : "code:run.untouched")}</span>
        <span className={css.keys}>
          <kbd>Esc</kbd> {t("code:run.escape")}
        </span>
        <Button
          ref={run}
          look="primary"
          disabled={isStarting || isPythonMissing || !isConnected}
          onClick={() => void runDraft(session)}
        >
          ▶ {t(isStarting ? "code:run.starting" : "code:run.start")} <kbd>{keys}</kbd>
        </Button>
      </footer>
    </section>
  )
}
