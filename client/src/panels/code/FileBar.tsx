import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import type { Arrow } from "../../scenes/code/arrows.ts"
import type { CodeError } from "../../scenes/code/errors.ts"
import type { CodeFile } from "../../scenes/code/files.ts"
import { usePage, useSession } from "../../store/hooks.ts"
import { editRun } from "../run/open.ts"
import css from "./Code.module.css"

interface Props {
  files: readonly CodeFile[]
  arrows: readonly Arrow[]
  errors: readonly CodeError[]
  chosen: string | null
  onChoose(path: string): void
}

/** The files of the run, with their numbers of threads and errors, and a button to edit them. */
export function FileBar({ files, arrows, errors, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const canAct = usePage(({ welcome, connection }) => connection === "connected" && welcome?.canAct === true)
  if (files.length === 0) return null
  return (
    <div className={css.bar}>
      <fieldset className={css.files} aria-label={t("code:files")}>
        {files.map(({ path, name }) => {
          const here = arrows.filter((arrow) => arrow.file === path).length
          const wrong = errors.filter((error) => error.file === path).length
          return (
            <button key={path} type="button" aria-pressed={path === chosen} title={path} onClick={() => onChoose(path)}>
              {name}
              {here > 0 && files.length > 1 && (
                <span className={css.count}>
                  ×{here}
                  <span className="hidden"> {t("code:arrowsHere", { count: here })}</span>
                </span>
              )}
              {wrong > 0 && (
                <span className={css.wrong}>
                  ✕<span className="hidden"> {t("code:errorsHere", { count: wrong })}</span>
                </span>
              )}
            </button>
          )
        })}
      </fieldset>
      <span className={css.aside}>{t("code:oneEach")}</span>
      {canAct && (
        <Button className={css.edit ?? ""} hint={t("code:editHint")} onClick={() => editRun(session, t("code:edit"))}>
          {t("code:edit")}
        </Button>
      )}
    </div>
  )
}
