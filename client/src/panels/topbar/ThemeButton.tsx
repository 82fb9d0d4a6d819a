import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"

export function ThemeButton() {
  const { t } = useTranslation()
  const { toggleColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme("light") === "dark"
  return (
    <IconButton label={t(isDark ? "topbar.light" : "topbar.dark")} onClick={toggleColorScheme}>
      <Icon name={isDark ? "sun" : "moon"} />
    </IconButton>
  )
}
