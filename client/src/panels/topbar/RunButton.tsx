import { useEffect } from "react"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { usePage, useSession } from "../../store/hooks.ts"

/**
 * Opens the editor and the list of programs. It requests the list on mounting, because the palette offers the programs
 * too.
 */
export function RunButton() {
  const { t } = useTranslation()
  const session = useSession()
  const isConnected = usePage((page) => page.connection === "connected")
  useEffect(() => {
    if (isConnected) void session.loadPrograms()
  }, [isConnected, session])
  return (
    <Button
      look="primary"
      disabled={!isConnected}
      aria-keyshortcuts="r"
      aria-haspopup="dialog"
      onClick={() => session.openDialog("run")}
    >
      ▶ {t("code:run.button")} <kbd style={{ borderColor: "currentColor", color: "inherit" }}>R</kbd>
    </Button>
  )
}
