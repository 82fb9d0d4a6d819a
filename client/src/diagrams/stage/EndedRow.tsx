import { memo, useContext } from "react"
import { useTranslation } from "react-i18next"
import type { StageScene } from "../../scenes/stage/nodes.ts"
import { PickContext } from "../parts/Pick.tsx"
import { exitText } from "../parts/words.ts"
import { isSame } from "../types.ts"

/** The processes and pools that ended: their number and the last few. */
export const EndedRow = memo(function EndedRow({ ended }: { ended: StageScene["ended"] }) {
  const { t } = useTranslation("stage")
  const { selected, onSelect } = useContext(PickContext)
  if (ended.count === 0) return null
  const more = ended.count - ended.chips.length
  return (
    <div className="fs-ended">
      <span className="fs-ended-title">{t("stage.ended", { count: ended.count })}</span>
      {ended.chips.map(({ key, ref, name, pid, exitCode, unreadErrors }) => (
        <button
          key={key}
          type="button"
          className="fs-ended-chip"
          aria-pressed={isSame(selected, ref)}
          onClick={() => onSelect(ref)}
        >
          {name} {pid !== null && <code className="fs-ended-pid">{pid}</code>}
          {unreadErrors > 0 ? (
            <strong className="fs-ended-alert">{t("pool.unread", { count: unreadErrors })}</strong>
          ) : (
            ref.kind === "process" && <span>{exitText(t, exitCode)}</span>
          )}
        </button>
      ))}
      {more > 0 && <span className="fs-ended-more">{t("stage.earlier", { count: more })}</span>}
    </div>
  )
})
