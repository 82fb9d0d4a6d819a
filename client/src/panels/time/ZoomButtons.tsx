import { useTranslation } from "react-i18next"
import { IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { usePage, useSession } from "../../store/hooks.ts"
import { zoomTime } from "./moves.ts"

/** Buttons for the range that the timeline shows. */
export function ZoomButtons() {
  const { t } = useTranslation()
  const session = useSession()
  const isWhole = usePage(({ window }) => window === null)
  return (
    <>
      <IconButton label={`${t("time.zoomIn")} (W)`} onClick={() => zoomTime(session, 0.5)}>
        <Icon name="zoomIn" />
      </IconButton>
      <IconButton label={`${t("time.zoomOut")} (S)`} onClick={() => zoomTime(session, 2)}>
        <Icon name="zoomOut" />
      </IconButton>
      <IconButton label={`${t("time.fit")} (F)`} disabled={isWhole} onClick={() => session.showWindow(null)}>
        <Icon name="fit" />
      </IconButton>
    </>
  )
}
