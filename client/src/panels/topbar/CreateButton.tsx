import { Popover } from "@mantine/core"
import { type ComponentType, Suspense } from "react"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { usePage, useSession } from "../../store/hooks.ts"
import css from "./CreateButton.module.css"
import "@mantine/core/styles/Popover.layer.css"

interface Props {
  dialog: "process" | "pool" | "queue"
  shortcut: string
  form: ComponentType<{ onDone(): void }>
}

/** Opens a form that writes a line of code and runs it. */
export function CreateButton({ dialog, shortcut, form: Form }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const isOpen = usePage((page) => page.dialog === dialog)
  const isConnected = usePage((page) => page.connection === "connected")
  const close = () => session.openDialog(null)
  return (
    <Popover
      opened={isOpen}
      onChange={(opened) => session.openDialog(opened ? dialog : null)}
      position="bottom-start"
      offset={6}
      width={380}
      trapFocus
      returnFocus
      withRoles
      classNames={{ dropdown: css.dropdown ?? "" }}
    >
      <Popover.Target>
        <Button
          disabled={!isConnected}
          aria-keyshortcuts={shortcut.toLowerCase()}
          onClick={() => session.openDialog(isOpen ? null : dialog)}
        >
          <Icon name="plus" size={12} />
          {t(`create.${dialog}.button`)} <kbd>{shortcut}</kbd>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t(`create.${dialog}.title`)}>
        <Suspense>
          <Form onDone={close} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
