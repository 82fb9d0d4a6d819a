import type { DragEvent } from "react"
import { useSession } from "../../store/hooks.ts"

/** A recording that is dropped on the page is opened. */
export function useDrop() {
  const session = useSession()
  return {
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault()
    },
    onDrop: (event: DragEvent) => {
      const [file] = event.dataTransfer.files
      if (!file || event.defaultPrevented) return
      event.preventDefault()
      void session.openFile(file)
    },
  }
}
