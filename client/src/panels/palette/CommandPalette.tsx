import { Combobox, useMantineColorScheme } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { setLanguage } from "../../i18n/i18n.ts"
import { hasWords, wordsOf } from "../../parts/words.ts"
import { usePage, useSession } from "../../store/hooks.ts"
import { type Command, commandsOf } from "./commands.ts"
import { Dialog } from "./Dialog.tsx"
import { SearchList, SearchOption } from "./SearchList.tsx"

const GROUPS: readonly Command["group"][] = ["do", "share", "show", "runs", "select"]

export default function CommandPalette() {
  const { t, i18n } = useTranslation()
  const session = useSession()
  const page = usePage((all) => all)
  const { toggleColorScheme } = useMantineColorScheme()
  const [typed, setTyped] = useState("")
  // The commands as of opening: a list that changes while it is used leads to wrong choices.
  const [world] = useState(() => session.facts.getState().world)
  const words = wordsOf(typed)
  const found = commandsOf(t, session, world, page, {
    switchTheme: toggleColorScheme,
    switchLanguage: () => void setLanguage(i18n.language === "zh" ? "en" : "zh"),
  }).filter(({ text, aside }) => hasWords(`${text} ${aside ?? ""}`, words))
  const close = () => session.openDialog(null)
  const choose = (id: string) => {
    const command = found.find((one) => one.id === id)
    close()
    // The palette gives the focus back when it closes; the command runs after that, so that it can take the focus.
    if (command) setTimeout(() => command.run(), 0)
  }
  return (
    <Dialog label={t("palette.title")} size={560} top="14vh">
      <SearchList
        icon="search"
        placeholder={t("palette.placeholder")}
        label={t("palette.title")}
        typed={typed}
        onType={setTyped}
        onChoose={choose}
      >
        {GROUPS.map((group) => {
          const commands = found.filter((command) => command.group === group)
          if (commands.length === 0) return null
          return (
            <Combobox.Group key={group} label={t(`palette.group.${group}`)}>
              {commands.map(({ id, text, aside }) => (
                <SearchOption key={id} value={id} text={text} aside={aside} />
              ))}
            </Combobox.Group>
          )
        })}
        {found.length === 0 && <Combobox.Empty>{t("palette.none")}</Combobox.Empty>}
      </SearchList>
    </Dialog>
  )
}
