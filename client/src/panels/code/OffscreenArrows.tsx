import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import type { Arrow } from "../../scenes/code/arrows.ts"
import css from "./Code.module.css"
import type { Scrolled } from "./useScrolled.ts"
import type { Viewer } from "./useViewer.ts"

interface Props {
  /** From the top. */
  lines: ReadonlyMap<number, readonly Arrow[]>
  viewer: Viewer
  view: Scrolled
  onGo(line: number): void
}

/** Px of a line that has to be seen for its arrow to be seen. */
const SOME = 12

/** Says how many arrows are above and below what is seen, and leads there. */
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
