import { useTranslation } from "react-i18next"
import { IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { StateWord } from "../../parts/State.tsx"
import { useSession } from "../../store/hooks.ts"
import { Dialog } from "./Dialog.tsx"
import css from "./Palette.module.css"

const KEYS = [
  ["N", "process"],
  ["P", "pool"],
  ["Q", "queue"],
  ["R", "run"],
  ["⌘K / Ctrl K", "palette"],
  ["/", "console"],
  ["1 – 5", "tabs"],
  ["Space", "pause"],
  [", .", "step"],
  ["L", "live"],
  ["W S", "zoom"],
  ["A D", "pan"],
  ["F", "fit"],
  ["T", "tall"],
  ["Esc", "deselect"],
  ["?", "help"],
] as const

const STATES = ["running", "ready", "waiting", "stopped", "zombie", "failed"] as const

export default function Help() {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <Dialog label={t("help.title")} size={640} top="8vh">
      <div className={css.help}>
        <div className={css.head}>
          <h2>{t("help.title")}</h2>
          <IconButton label={t("shell.close")} hint="" data-autofocus onClick={() => session.openDialog(null)}>
            <Icon name="close" />
          </IconButton>
        </div>
        <p>{t("help.what")}</p>
        <h3>{t("help.states")}</h3>
        <dl>
          {STATES.map((state) => (
            <div key={state}>
              <dt>
                <StateWord state={state} />
              </dt>
              <dd>{t(`help.state.${state}`)}</dd>
            </div>
          ))}
        </dl>
        <h3>{t("help.keys")}</h3>
        <dl>
          {KEYS.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(`help.key.${what}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  )
}
