import { type DragEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { usePage, useSession } from "../../store/hooks.ts"

/**
 * Opens a recording that is dropped on the page.
 *
 * @returns the drop handlers, and whether a file is dragged over the page: then a sheet has to cover what moves below,
 *   because a drop on an element that is being replaced is lost. Dialogs handle their own files.
 */
export function useDrop() {
  const { t } = useTranslation()
  const session = useSession()
  const hasDialog = usePage(({ dialog }) => dialog !== null)
  const [isOver, setOver] = useState(false)
  return {
    isOver: isOver && !hasDialog,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes("Files")) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    },
    // Pointers do not move during a drag, so the drag has ended elsewhere without an event.
    onPointerMove: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false)
      const { files, items } = event.dataTransfer
      const [file] = files
      if (!file || event.defaultPrevented) return
      event.preventDefault()
      const { name } = file
      if (items[0]?.webkitGetAsEntry()?.isDirectory) session.toast("time.noRecording", t("time.folder", { name }))
      else if (session.comparing.getState().other) void session.compare({ id: null, file })
      else void session.playback.openFile(file)
      if (files.length > 1) session.toast("time.onlyOne", t("time.onlyFirst", { count: files.length, name }))
    },
  }
}
