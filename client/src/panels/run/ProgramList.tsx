import type { BundledProgram } from "@forkscope/shared/socket"
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { Button, IconButton } from "../../parts/Button.tsx"
import { FileInput } from "../../parts/FileInput.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { hasWords, wordsOf } from "../../parts/words.ts"
import { usePage, usePrograms, useSession } from "../../store/hooks.ts"
import type { Draft } from "../../store/program.ts"
import { bundledDraft, newScript } from "./drafts.ts"
import { openDraft, removeDraft } from "./editing.ts"
import css from "./Run.module.css"

/** All programs that can be run: the user's scripts, and those that come with Forkscope. */
export function ProgramList({ onOpenFiles }: { onOpenFiles(files: readonly File[]): void }) {
  const { t, i18n } = useTranslation()
  const session = useSession()
  const store = session.programs
  const { bundled, listTrouble, own, draft } = usePrograms((programs) => programs)
  const hasPython = usePage(({ welcome }) => welcome?.python !== null)
  const [typed, setTyped] = useState("")
  const list = useRef<HTMLDivElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const language = i18n.language === "zh" ? "zh" : "en"
  const words = wordsOf(typed)
  const has = (...texts: string[]) => hasWords(texts.join(" "), words)
  const programs = (bundled ?? []).filter(({ title, about, files }) =>
    has(title.en, title.zh, about[language], ...files.map(({ name }) => name)),
  )
  const scripts = own.filter(({ title, files }) => has(title, ...files.map(({ name }) => name)))

  /** The Up and Down keys move through the list, from the search field too. */
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    if (step === 0) return
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[data-item]") ?? [])]
    const place = items.indexOf(document.activeElement as HTMLElement)
    if (place < 0 && step < 0) return
    event.preventDefault()
    items[Math.min(items.length - 1, Math.max(0, place + step))]?.focus()
  }
  const program = (one: BundledProgram) => (
    <Item
      key={one.id}
      title={one.title[language]}
      about={one.about[language]}
      isChosen={draft !== null && !draft.isOwn && draft.base === one.id}
      onChoose={() => openDraft(store, bundledDraft(one, language))}
    />
  )
  const script = (one: Draft) => (
    <Item
      key={one.id}
      title={one.title || one.main}
      about={one.files.map(({ name }) => name).join(", ")}
      isChosen={draft?.id === one.id}
      onChoose={() => openDraft(store, one)}
    >
      <IconButton
        label={t("code:run.remove", { name: one.title || one.main })}
        onClick={() => removeDraft(store, one.id)}
      >
        <Icon name="trash" size={14} />
      </IconButton>
    </Item>
  )
  return (
    <nav className={css.side} aria-label={t("code:run.programs")} onKeyDown={onKeyDown}>
      <div className={css.search}>
        <Icon name="search" size={14} />
        <input
          data-autofocus
          value={typed}
          placeholder={t("code:run.search")}
          aria-label={t("code:run.search")}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <div className={css.make}>
        <Button disabled={!hasPython} onClick={() => openDraft(store, newScript("python", t("code:run.newTitle")))}>
          <Icon name="plus" size={12} /> Python
        </Button>
        <Button onClick={() => openDraft(store, newScript("node", t("code:run.newTitle")))}>
          <Icon name="plus" size={12} /> Node
        </Button>
        <Button hint={t("code:run.openHint")} onClick={() => picker.current?.click()}>
          {t("code:run.open")}
        </Button>
        <FileInput ref={picker} multiple aria-label={t("code:run.open")} onFiles={onOpenFiles} />
      </div>
      <div ref={list} className={css.list}>
        <Group title={t("code:run.own")} items={scripts.map(script)} />
        <Group title={t("code:run.healthy")} items={programs.filter((one) => !one.isMisbehaving).map(program)} />
        <Group title={t("code:run.misbehaving")} items={programs.filter((one) => one.isMisbehaving).map(program)} />
        {bundled && programs.length + scripts.length === 0 && <p className={css.note}>{t("code:run.noneFound")}</p>}
        {!bundled && listTrouble !== null && (
          <p className={css.note} role="alert">
            {t("code:run.noList", { text: listTrouble })}{" "}
            <Button look="link" onClick={() => void session.loadPrograms()}>
              {t("code:run.again")}
            </Button>
          </p>
        )}
      </div>
    </nav>
  )
}

function Group({ title, items }: { title: string; items: readonly ReactNode[] }) {
  if (items.length === 0) return null
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>{items}</ul>
    </section>
  )
}

interface ItemProps {
  title: string
  about: string
  isChosen: boolean
  onChoose(): void
  children?: ReactNode
}

function Item({ title, about, isChosen, onChoose, children }: ItemProps) {
  return (
    <li className={css.item} data-chosen={isChosen}>
      <button type="button" data-item aria-current={isChosen} onClick={onChoose}>
        <span>{title}</span>
        <span className="quiet">{about}</span>
      </button>
      {children}
    </li>
  )
}
