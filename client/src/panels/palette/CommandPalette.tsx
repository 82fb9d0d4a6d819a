import { Combobox, useCombobox, useComputedColorScheme, useMantineColorScheme } from "@mantine/core"
import { useState } from "react"
import { flushSync } from "react-dom"
import { useTranslation } from "react-i18next"
import { setLanguage } from "../../i18n/i18n.ts"
import { Icon } from "../../parts/Icon.tsx"
import { usePage, useSession } from "../../store/hooks.ts"
import { type Command, commandsOf, matching } from "./commands.ts"
import { Dialog } from "./Dialog.tsx"
import css from "./Palette.module.css"
import "@mantine/core/styles/Combobox.layer.css"

const GROUPS: readonly Command["group"][] = ["do", "share", "show", "runs", "select"]

export default function CommandPalette() {
  const { t, i18n } = useTranslation()
  const session = useSession()
  const page = usePage((all) => all)
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme("light") === "dark"
  const [typed, setTyped] = useState("")
  // The commands as of opening: a list that changes while it is used leads to wrong choices.
  const [world] = useState(() => session.facts.getState().world)
  const combobox = useCombobox({ opened: true })
  const found = matching(
    commandsOf(t, session, world, page, {
      switchTheme: () => setColorScheme(isDark ? "light" : "dark"),
      switchLanguage: () => void setLanguage(i18n.language === "zh" ? "en" : "zh"),
    }),
    typed,
  )
  const close = () => session.openDialog(null)
  const choose = (id: string) => {
    const command = found.find((one) => one.id === id)
    close()
    // The palette gives the focus back when it closes; the command runs after that, so that it can take the focus.
    if (command) setTimeout(() => command.run(), 0)
  }
  return (
    <Dialog label={t("palette.title")} size={560} top="14vh">
      <Combobox store={combobox} onOptionSubmit={choose} withinPortal={false}>
        <Combobox.EventsTarget>
          <div className={css.search}>
            <Icon name="search" />
            <input
              data-autofocus
              value={typed}
              placeholder={t("palette.placeholder")}
              aria-label={t("palette.placeholder")}
              onChange={(event) => {
                // The options are there at once, so that Enter right after the last letter chooses the first of them.
                flushSync(() => setTyped(event.target.value))
                combobox.selectFirstOption()
              }}
            />
          </div>
        </Combobox.EventsTarget>
        <Combobox.Options className={css.options ?? ""} tabIndex={0} aria-label={t("palette.title")}>
          {GROUPS.map((group) => {
            const commands = found.filter((command) => command.group === group)
            if (commands.length === 0) return null
            return (
              <Combobox.Group key={group} label={t(`palette.group.${group}`)}>
                {commands.map(({ id, text, aside }) => (
                  <Combobox.Option key={id} value={id} className={css.option ?? ""}>
                    <span>{text}</span>
                    {aside && <span className="quiet">{aside}</span>}
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            )
          })}
          {found.length === 0 && <Combobox.Empty>{t("palette.none")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox>
    </Dialog>
  )
}
