import { Modal } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { useSession } from "../../store/hooks.ts"
import { StateWord } from "../parts/State.tsx"
import css from "./Palette.module.css"
import "@mantine/core/styles/ModalBase.css"
import "@mantine/core/styles/Modal.css"
import "@mantine/core/styles/Overlay.css"
import "@mantine/core/styles/CloseButton.css"
import "@mantine/core/styles/Paper.css"
import "@mantine/core/styles/ScrollArea.css"

const KEYS = [
  ["N", "process"],
  ["P", "pool"],
  ["Q", "queue"],
  ["⌘K / Ctrl K", "palette"],
  ["/", "console"],
  ["1 – 4", "tabs"],
  ["Esc", "deselect"],
  ["?", "help"],
] as const

const STATES = ["running", "ready", "waiting", "stopped", "zombie", "failed"] as const

export default function Help() {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <Modal
      opened
      onClose={() => session.openDialog(null)}
      size={640}
      title={t("help.title")}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": t("shell.close") }}
      classNames={{ content: css.content ?? "", title: css.title ?? "" }}
    >
      <div className={css.help}>
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
    </Modal>
  )
}
