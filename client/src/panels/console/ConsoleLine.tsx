import { type LineEntity, mainOf, type World, waitOf } from "@forkscope/shared/world"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import { seconds } from "../../format/format.ts"
import { useRunNow } from "../../format/useRunNow.ts"
import { waitText } from "../../format/waitText.ts"
import { Button } from "../../parts/Button.tsx"
import { useCanAct, useSession } from "../../store/hooks.ts"
import css from "./Console.module.css"

interface Props {
  line: LineEntity
  world: World
}

export const ConsoleLine = memo(
  function ConsoleLine({ line, world }: Props) {
    return (
      <li className={css.line} data-state={line.state}>
        <span className={css.prompt} aria-hidden="true">
          ›
        </span>
        <div className={css.body}>
          <code className={css.code}>{line.code}</code>
          <Outcome line={line} world={world} />
        </div>
      </li>
    )
  },
  // A finished line no longer changes with the world.
  (before, after) => before.line === after.line && after.line.finishedAt !== null,
)

function Outcome({ line, world }: Props) {
  const { t } = useTranslation()
  switch (line.state) {
    case "submitted":
      return <p className={css.note}>{t("console.queued")}</p>
    case "running":
      return <Running line={line} world={world} />
    case "ok":
      return line.value === null ? null : <code className={css.value}>{line.value}</code>
    case "error":
    case "interrupted":
      return (
        <details className={css.error} data-state={line.state}>
          <summary>{line.error ? `${line.error.name}: ${line.error.message}` : t("console.interrupted")}</summary>
          {line.error?.traceback && <pre>{line.error.traceback}</pre>}
        </details>
      )
  }
}

function Running({ line, world }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const canAct = useCanAct()
  const now = useRunNow(world, 100)
  const main = mainOf(world)
  const wait = main ? waitOf(world, main.id) : null
  const since = Math.max(0, now - (wait?.startedAt ?? line.startedAt ?? now))
  return (
    <p className={css.running}>
      <span className={css.spinner} aria-hidden="true" />
      {wait
        ? t("console.blocked", { seconds: seconds(since, 1), cause: waitText(t, world, wait) })
        : t("console.running", { seconds: seconds(since, 1) })}
      {canAct && (
        <Button
          look="bordered"
          className={css.interrupt ?? ""}
          hint={t("console.interruptHint")}
          onClick={() => {
            const { run } = session.facts.getState()
            if (run) void session.command("lab.interrupt", { run })
          }}
        >
          {t("console.interrupt")}
        </Button>
      )}
    </p>
  )
}
