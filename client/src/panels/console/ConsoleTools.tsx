import { useTranslation } from "react-i18next"
import { useFacts, useIsLab, useSession } from "../../store/hooks.ts"
import { Button } from "../parts/Button.tsx"
import { Icon } from "../parts/Icon.tsx"

/** Hands a text to the person as a file. */
function download(file: string, text: string): void {
  const address = URL.createObjectURL(
    new Blob([text], { type: file.endsWith(".py") ? "text/x-python" : "text/javascript" }),
  )
  const link = document.createElement("a")
  link.href = address
  link.download = file
  link.click()
  URL.revokeObjectURL(address)
}

export function ConsoleTools() {
  const { t } = useTranslation()
  const session = useSession()
  const isLab = useIsLab()
  const run = useFacts((facts) => facts.run)
  const hasLines = useFacts(({ world }) => Object.keys(world.lines).length > 0)
  if (!isLab || !run || !hasLines) return null
  const save = async () => {
    const saved = await session.command("lab.script", { run })
    if (saved) download(saved.file, saved.script)
  }
  return (
    <Button look="plain" hint={t("console.saveHint")} onClick={() => void save()}>
      <Icon name="save" size={14} />
      {t("console.save")}
    </Button>
  )
}
