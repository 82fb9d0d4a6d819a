import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import type { Arrow } from "../../scenes/code/arrows.ts"
import css from "./Code.module.css"
import type { Scrolled } from "./useScrolled.ts"
import type { Viewer } from "./useViewer.ts"

interface Props {
  /** Lines in order from the top. */
  lines: ReadonlyMap<number, readonly Arrow[]>
  viewer: Viewer
  view: Scrolled
  onGo(line: number): void
}

/** px of a line that have to be visible for its arrow to count as visible. */
const SOME = 12

/** Buttons with the numbers of arrows above and below the visible part; each scrolls there. */
export function OffscreenArrows({ lines, viewer, view, onGo }: Props) {
  const { t } = useTranslation()
  if (view.height === 0) return null
  const tops = [...lines].map(([line, { length }]) => ({ line, top: viewer.topOf(line), count: length }))
  const above = tops.filter(({ top }) => top + SOME < view.top)
  const below = tops.filter(({ top }) => top + SOME > view.top + view.height)
  const sum = (some: typeof tops) => some.reduce((all, { count }) => all + count, 0)
  return (
    <>
      {above.length > 0 && (
        <Button className={css.above ?? ""} onClick={() => onGo(above.at(-1)?.line ?? 1)}>
          ↑ {t("code:above", { count: sum(above) })}
        </Button>
      )}
      {below.length > 0 && (
        <Button className={css.below ?? ""} onClick={() => onGo(below[0]?.line ?? 1)}>
          ↓ {t("code:below", { count: sum(below) })}
        </Button>
      )}
    </>
  )
}
