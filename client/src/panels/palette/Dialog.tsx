import { Modal } from "@mantine/core"
import type { ReactNode } from "react"
import { useSession } from "../../store/hooks.ts"
import css from "./Palette.module.css"
import "@mantine/core/styles/ModalBase.layer.css"
import "@mantine/core/styles/Modal.layer.css"
import "@mantine/core/styles/Overlay.layer.css"
import "@mantine/core/styles/Paper.layer.css"
import "@mantine/core/styles/ScrollArea.layer.css"

interface Props {
  /** Accessible name. */
  label: string
  size: number
  /** CSS length of the space above it. */
  top: string
  children: ReactNode
}

/** A modal dialog. It holds the focus, closes with Escape and gives the focus back. */
export function Dialog({ label, size, top, children }: Props) {
  const session = useSession()
  return (
    <Modal.Root
      opened
      onClose={() => session.openDialog(null)}
      size={size}
      yOffset={top}
      padding={0}
      transitionProps={{ duration: 0 }}
      classNames={{ content: css.content ?? "" }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label={label}>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
