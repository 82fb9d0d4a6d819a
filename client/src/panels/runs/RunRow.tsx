import type { RunSummary } from "@forkscope/shared/socket"
import { useTranslation } from "react-i18next"
import { clock } from "../../format/format.ts"
import { IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { useFacts, useSession } from "../../store/hooks.ts"
import { CompareButton } from "../compare/CompareButton.tsx"
import css from "./Runs.module.css"

export function RunRow({ run, now, canAct }: { run: RunSummary; now: number; canAct: boolean }) {
  const { t } = useTranslation()
  const session = useSession()
  const isWatched = useFacts((facts) => facts.run === run.id)
  const isOver = run.state === "ended"
  const act = () => {
    void session.command(isOver ? "run.remove" : "run.stop", { run: run.id })
  }
  return (
    <li className={css.row} data-watched={isWatched || undefined}>
      <button
        type="button"
        className={css.run}
        aria-current={isWatched ? "true" : undefined}
        onClick={() => session.watch(run.id)}
      >
        <span className={css.dot} data-state={run.state} aria-hidden="true" />
        <span className={css.name} title={run.name}>
          {run.name}
        </span>
        <span className="hidden">{t(`runs.state.${run.state}`)}</span>
        <span className={css.age}>{clock((run.endedAt ?? now) - run.startedAt)}</span>
      </button>
      <span className={css.acts}>
        {run.recording !== null && <CompareButton first={{ name: run.name, run: run.id, recording: run.recording }} />}
        {canAct && (
          <IconButton label={t(isOver ? "runs.remove" : "runs.stop", { name: run.name })} onClick={act}>
            <Icon name={isOver ? "trash" : "stop"} size={14} />
          </IconButton>
        )}
      </span>
    </li>
  )
}
