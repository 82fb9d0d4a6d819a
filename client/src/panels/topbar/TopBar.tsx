import { lazy } from "react"
import { useTranslation } from "react-i18next"
import { Button, IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { usePage, useSession } from "../../store/hooks.ts"
import { ShareMenu } from "../share/ShareMenu.tsx"
import { CreateButton } from "./CreateButton.tsx"
import { LanguageButton } from "./LanguageButton.tsx"
import { Live } from "./Live.tsx"
import { Mark } from "./Mark.tsx"
import { RunButton } from "./RunButton.tsx"
import { ThemeButton } from "./ThemeButton.tsx"
import css from "./TopBar.module.css"

const forms = {
  process: lazy(() => import("../create/ProcessForm.tsx")),
  pool: lazy(() => import("../create/PoolForm.tsx")),
  queue: lazy(() => import("../create/QueueForm.tsx")),
}

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

export function TopBar() {
  const { t } = useTranslation()
  const session = useSession()
  const canAct = usePage(({ welcome, connection }) => welcome?.canAct !== false && connection !== "standalone")
  return (
    <header className={css.bar}>
      <h1 className={css.brand}>
        <Mark /> Forkscope
      </h1>
      {canAct && (
        <div className={css.create}>
          <CreateButton dialog="process" shortcut="N" form={forms.process} />
          <CreateButton dialog="pool" shortcut="P" form={forms.pool} />
          <CreateButton dialog="queue" shortcut="Q" form={forms.queue} />
          <RunButton />
        </div>
      )}
      <div className={css.right}>
        <Live />
        <ShareMenu />
        <Button look="plain" hint={t("palette.title")} onClick={() => session.openDialog("commands")}>
          <Icon name="search" size={14} />
          <span className={css.wideOnly}>{t("palette.open")}</span>
          <kbd>{isMac ? "⌘K" : "Ctrl K"}</kbd>
        </Button>
        <LanguageButton />
        <ThemeButton />
        <IconButton label={t("help.title")} onClick={() => session.openDialog("help")}>
          <Icon name="help" />
        </IconButton>
      </div>
    </header>
  )
}
