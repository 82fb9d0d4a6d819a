import { Menu } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { IconButton } from "../../parts/Button.tsx"
import { ButtonMenu } from "../../parts/ButtonMenu.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { usePage, useSession } from "../../store/hooks.ts"
import type { Session } from "../../store/session.ts"
import css from "./Runs.module.css"

/** Starts a Python lab and watches it. */
async function newPythonLab(session: Session): Promise<void> {
  const made = await session.command("lab.create", { language: "python" })
  if (made) session.watchNew(made.run)
}

/** Chooses the language of a new lab. Where no Python is installed it says how to get one. */
export function NewLab() {
  const { t } = useTranslation()
  const session = useSession()
  const python = usePage(({ welcome }) => welcome?.python ?? null)
  const hint = usePage(({ welcome }) => welcome?.pythonHint ?? "")
  return (
    <ButtonMenu
      button={
        <IconButton label={t("runs.newLab")}>
          <Icon name="plus" size={14} />
        </IconButton>
      }
      offset={4}
      width={232}
      withinPortal
      classNames={{ dropdown: css.menu ?? "" }}
    >
      <Menu.Item className={css.choice ?? ""} onClick={() => void session.newLab()}>
        {t("runs.nodeLab")}
      </Menu.Item>
      <Menu.Item
        className={css.choice ?? ""}
        disabled={python === null}
        aria-describedby={python === null ? "no-python" : undefined}
        rightSection={python && <span className="quiet">{python}</span>}
        onClick={() => void newPythonLab(session)}
      >
        {t("runs.pythonLab")}
      </Menu.Item>
      {python === null && (
        <p id="no-python" className={css.reason}>
          {t("runs.noPython")} {hint}
        </p>
      )}
    </ButtonMenu>
  )
}
