import type { DragEvent } from "react"
import { useTranslation } from "react-i18next"
import { useSession } from "../../store/hooks.ts"

/** A recording that is dropped on the page is opened. */
export function useDrop() {
  const { t } = useTranslation()
  const session = useSession()
  return {
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault()
    },
    onDrop: (event: DragEvent) => {
      const { files, items } = event.dataTransfer
      const [file] = files
      if (!file || event.defaultPrevented) return
      event.preventDefault()
      const { name } = file
      if (items[0]?.webkitGetAsEntry()?.isDirectory) session.toast("time.noRecording", t("time.folder", { name }))
      else if (session.comparing.getState().other) void session.compare({ id: null, file })
      else void session.openFile(file)
      if (files.length > 1) session.toast("time.onlyOne", t("time.onlyFirst", { count: files.length, name }))
    },
  }
}
