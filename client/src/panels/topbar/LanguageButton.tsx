import { useTranslation } from "react-i18next"
import { setLanguage } from "../../i18n/i18n.ts"
import { Button } from "../../parts/Button.tsx"

export function LanguageButton() {
  const { t, i18n } = useTranslation()
  const next = i18n.language === "zh" ? "en" : "zh"
  return (
    <Button look="plain" hint={t("topbar.language")} onClick={() => void setLanguage(next)}>
      <span aria-hidden="true">中 / EN</span>
      <span className="hidden">{t("topbar.language")}</span>
    </Button>
  )
}
