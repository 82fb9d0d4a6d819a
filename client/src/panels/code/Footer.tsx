import type { World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import type { Unseen } from "../../scenes/code/arrows.ts"
import type { CodeError } from "../../scenes/code/errors.ts"
import { unseenText } from "./arrowText.ts"
import css from "./Code.module.css"

/** µs after which a process without an arrow is mentioned. */
const PATIENCE = 1_500_000
const SHOWN = 3

interface Props {
  world: World
  unseen: readonly Unseen[]
  errors: readonly CodeError[]
  names: ReadonlyMap<string, string>
  onGo(file: string, line: number): void
}

/** Shows why some processes have no arrow, and links to the errors of the run. Null where there are none of either. */
export function Footer({ world, unseen, errors, names, onGo }: Props) {
  const { t } = useTranslation()
  const silent = unseen.filter(({ proc }) => {
    const process = world.processes[proc]
    // Helper processes of the library never execute lines of the program.
    if (!process || process.role === "helper" || process.role === "manager") return false
    return world.at - (process.spawnedAt ?? world.at) > PATIENCE
  })
  const isOver = world.run?.ended != null
  if (silent.length === 0 && errors.length === 0 && !isOver) return null
  return (
    <footer className={css.footer}>
      {isOver && <span>{t("code:over")}</span>}
      {errors.slice(0, SHOWN).map(({ file, line, message, count }) => (
        <Button
          key={`${file}:${line}:${message}`}
          look="link"
          className={css.toError ?? ""}
          onClick={() => onGo(file, line)}
        >
          {t("code:errorAt", { message: message.slice(0, 80), file: names.get(file) ?? file, line })}
          {count > 1 && ` ×${count}`}
        </Button>
      ))}
      {errors.length > SHOWN && <span>{t("code:more", { count: errors.length - SHOWN })}</span>}
      {silent.slice(0, SHOWN).map(({ proc, why }) => (
        <span key={proc}>{unseenText(t, world, proc, why)}</span>
      ))}
      {silent.length > SHOWN && <span>{t("code:unseen.more", { count: silent.length - SHOWN })}</span>}
    </footer>
  )
}
