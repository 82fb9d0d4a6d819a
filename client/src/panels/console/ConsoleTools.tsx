import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { useFacts, useIsLab, useSession } from "../../store/hooks.ts"
import { download } from "../share/download.ts"

export function ConsoleTools() {
  const { t } = useTranslation()
  const session = useSession()
  const isLab = useIsLab()
  const run = useFacts((facts) => facts.run)
  const hasLines = useFacts(({ world }) => Object.keys(world.lines).length > 0)
  if (!isLab || !run || !hasLines) return null
  const save = async () => {
    const saved = await session.command("lab.script", { run })
    if (!saved) return
    const { file, script } = saved
    download(file, new Blob([script], { type: file.endsWith(".py") ? "text/x-python" : "text/javascript" }))
  }
  return (
    <Button look="plain" hint={t("console.saveHint")} onClick={() => void save()}>
      <Icon name="save" size={14} />
      {t("console.save")}
    </Button>
  )
}
