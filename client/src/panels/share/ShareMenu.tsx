import { Menu } from "@mantine/core"
import { Fragment } from "react"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { ButtonMenu } from "../../parts/ButtonMenu.tsx"
import { useFacts, usePage, useSession, useTime } from "../../store/hooks.ts"
import { exportTargetsOf } from "./exportTargets.ts"
import css from "./Share.module.css"

/** Exports what is shown: as a link, a file or a picture. */
export function ShareMenu() {
  const { t } = useTranslation()
  return (
    // Inside the top bar and without the focus placeholder: otherwise elements with a role would be in places not
    // allowed for it.
    <ButtonMenu
      button={<Button>{t("share:title")}</Button>}
      label={t("share:title")}
      offset={6}
      width={300}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      classNames={{ dropdown: css.menu ?? "" }}
    >
      <ExportTargets />
    </ButtonMenu>
  )
}

/** A component of its own, so that it follows the facts only while the menu is open. */
function ExportTargets() {
  const { t } = useTranslation()
  const session = useSession()
  const page = usePage((all) => all)
  const time = useTime((all) => all)
  const facts = useFacts((all) => all)
  const groups = exportTargetsOf(t, session, { page, facts, time })
  const first = groups.find(({ reason }) => reason === null)?.targets[0]
  return groups.map(({ id, targets, reason }, place) => (
    <Fragment key={id}>
      {place > 0 && <Menu.Divider className={css.divider ?? ""} />}
      {targets.map(({ id: target, text, ending, run }) => (
        <Menu.Item
          key={target}
          className={css.target ?? ""}
          disabled={reason !== null}
          data-autofocus={target === first?.id || undefined}
          aria-describedby={reason === null ? undefined : `share-${id}`}
          rightSection={ending && <span className="quiet">{ending}</span>}
          onClick={() => void run()}
        >
          {text}
        </Menu.Item>
      ))}
      {reason !== null && (
        <p id={`share-${id}`} className={css.reason}>
          {reason}
        </p>
      )}
    </Fragment>
  ))
}
