import type { World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { causeKey } from "../../format/operationTexts.ts"
import { Button, IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { StateWord } from "../../parts/State.tsx"
import type { Arrow } from "../../scenes/code/arrows.ts"
import { Dots } from "./ArrowChip.tsx"
import { stateText, waitSeconds, whoText } from "./arrowText.ts"
import css from "./Code.module.css"

/** What the user opened: all threads at a line, or one thread wherever it goes. */
export type Opened =
  | { readonly kind: "line"; readonly file: string; readonly line: number }
  | { readonly kind: "thread"; readonly key: string; readonly who: string }

interface Props {
  world: World
  opened: Opened
  arrows: readonly Arrow[]
  now: number
  /** Short file names by path. */
  names: ReadonlyMap<string, string>
  onThread(arrow: Arrow): void
  onGo(file: string, line: number): void
  onClose(): void
}

/** Beside the code: the threads at a line, or the stack of one thread. It keeps its place while arrows move. */
export function StackPane({ world, opened, arrows, now, names, onThread, onGo, onClose }: Props) {
  const { t } = useTranslation()
  const here =
    opened.kind === "line" ? arrows.filter(({ file, line }) => file === opened.file && line === opened.line) : []
  const thread = opened.kind === "thread" ? arrows.find(({ key }) => key === opened.key) : undefined
  const title =
    opened.kind === "thread"
      ? thread
        ? whoText(t, world, thread)
        : opened.who
      : t("code:atLine", { line: opened.line })
  return (
    <aside className={css.pane} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <IconButton label={t("shell.close")} hint="" onClick={onClose}>
          <Icon name="close" size={12} />
        </IconButton>
      </header>
      {opened.kind === "line" && (
        <ul className={css.who}>
          {here.map((arrow) => (
            <li key={arrow.key}>
              <button type="button" onClick={() => onThread(arrow)}>
                <Dots arrows={[arrow]} />
                <span>{whoText(t, world, arrow)}</span>
                <span className="quiet">{stateText(t, arrow, now)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {opened.kind === "line" && here.length === 0 && <p className="quiet">{t("code:nobody")}</p>}
      {opened.kind === "thread" && !thread && <p className="quiet">{t("code:noArrow")}</p>}
      {thread && (
        <>
          <p className={css.paneState}>
            <StateWord state={thread.state} />
            {thread.cause && thread.cause !== "unknown" && (
              <span className="quiet">
                {t(causeKey(thread.cause, "code"))}
                {waitSeconds(thread, now) !== null && `, ${waitSeconds(thread, now)} s`}
              </span>
            )}
          </p>
          <ol className={css.stack} aria-label={t("code:stack")}>
            {thread.stack.map((site, depth) => {
              const name = names.get(site.file)
              const place = `${name ?? site.file.slice(site.file.lastIndexOf("/") + 1)}:${site.line}`
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a frame is identified by its depth
                <li key={depth} data-own={name !== undefined}>
                  <code>{site.function ?? "–"}</code>
                  {name === undefined ? (
                    <span className="quiet mono" title={site.file}>
                      {place}
                    </span>
                  ) : (
                    <Button look="link" className="mono" onClick={() => onGo(site.file, site.line)}>
                      {place}
                    </Button>
                  )}
                </li>
              )
            })}
          </ol>
          <p className="quiet">{t("code:innermost")}</p>
        </>
      )}
    </aside>
  )
}
