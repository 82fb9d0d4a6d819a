import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Button, IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { useSession } from "../../store/hooks.ts"
import type { Draft } from "../../store/program.ts"
import { changeDraft, changeFile } from "./editing.ts"
import css from "./Run.module.css"

/** File names that the server accepts: relative, at most six levels deep, without `.` and `..`. */
const NAME = /^(?!\.{1,2}(?:\/|$))[^/\0\\]+(?:\/(?!\.{1,2}(?:\/|$))[^/\0\\]+){0,5}$/

interface Props {
  draft: Draft
  chosen: string
  onChoose(name: string): void
}

/** The files of a draft: select, add, rename, remove. */
export function FileTabs({ draft, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  const { programs } = useSession()
  const [renaming, setRenaming] = useState<string | null>(null)
  const [removing, setRemoving] = useState<string | null>(null)
  const isFree = (name: string, but: string) =>
    name.length <= 200 && NAME.test(name) && !draft.files.some((file) => file.name === name && name !== but)

  const rename = (from: string, to: string) => {
    setRenaming(null)
    const file = draft.files.find(({ name }) => name === from)
    if (!file || from === to || !isFree(to, from)) return
    changeFile(programs, from, { ...file, name: to })
    if (chosen === from) onChoose(to)
  }
  const add = () => {
    const end = /\.\w+$/.exec(draft.main)?.[0] ?? ".py"
    let count = 1
    while (!isFree(`module${count}${end}`, "")) count++
    const name = `module${count}${end}`
    changeDraft(programs, { files: [...draft.files, { name, text: "" }] })
    onChoose(name)
    setRenaming(name)
  }
  const remove = (gone: string) => {
    setRemoving(null)
    const files = draft.files.filter(({ name }) => name !== gone)
    const first = files[0]?.name ?? ""
    changeDraft(programs, { files, main: draft.main === gone ? first : draft.main })
    if (chosen === gone) onChoose(first)
  }
  return (
    <fieldset className={css.files} aria-label={t("code:files")}>
      {draft.files.map(({ name, text }) =>
        renaming === name ? (
          <input
            key={name}
            // biome-ignore lint/a11y/noAutofocus: the field appears so that the name can be typed
            autoFocus
            className={css.rename}
            defaultValue={name}
            aria-label={t("code:run.renameFile", { name })}
            data-mantine-stop-propagation="true"
            onFocus={({ target }) => target.select()}
            onBlur={({ target }) => rename(name, target.value.trim())}
            onChange={({ target }) => target.setAttribute("aria-invalid", String(!isFree(target.value.trim(), name)))}
            onKeyDown={(event) => {
              if (event.key === "Enter") rename(name, event.currentTarget.value.trim())
              if (event.key === "Escape") setRenaming(null)
            }}
          />
        ) : (
          <span key={name} className={css.file} data-chosen={name === chosen}>
            <button
              type="button"
              aria-pressed={name === chosen}
              onClick={() => onChoose(name)}
              onDoubleClick={() => setRenaming(name)}
            >
              {name}
              {name === draft.main && draft.files.length > 1 && <span className={css.main}>{t("code:run.main")}</span>}
            </button>
            {name === chosen && (
              <IconButton label={t("code:run.renameFile", { name })} onClick={() => setRenaming(name)}>
                <span aria-hidden="true">✎</span>
              </IconButton>
            )}
            {name === chosen && draft.files.length > 1 && (
              <IconButton
                label={t("code:run.removeFile", { name })}
                onClick={() => (text.trim() === "" ? remove(name) : setRemoving(name))}
              >
                <Icon name="close" size={12} />
              </IconButton>
            )}
          </span>
        ),
      )}
      <IconButton label={t("code:run.addFile")} onClick={add}>
        <Icon name="plus" size={12} />
      </IconButton>
      {removing !== null && (
        <span className={css.ask} role="alertdialog" aria-label={t("code:run.removeFile", { name: removing })}>
          {t("code:run.removeAsk", { name: removing })}
          <Button look="danger" onClick={() => remove(removing)}>
            {t("code:run.removeYes")}
          </Button>
          <Button autoFocus onClick={() => setRemoving(null)}>
            {t("create.cancel")}
          </Button>
        </span>
      )}
    </fieldset>
  )
}
