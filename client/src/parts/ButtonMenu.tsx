import { Menu, type MenuProps } from "@mantine/core"
import { cloneElement, type KeyboardEvent, type ReactElement, type ReactNode, useState } from "react"
import "@mantine/core/styles/UnstyledButton.layer.css"
import "@mantine/core/styles/Popover.layer.css"
import "@mantine/core/styles/Menu.layer.css"

interface Props extends Omit<MenuProps, "opened" | "onChange" | "children"> {
  button: ReactElement<{ onKeyDown?: (event: KeyboardEvent) => void }>
  /** The items. */
  children: ReactNode
  /** The name of the menu for screen readers; default: that of the button. */
  label?: string
}

/**
 * A button that opens a menu. Escape closes the menu, also while the focus is still on the button: it moves into the menu a
 * little after that has opened.
 */
export function ButtonMenu({ button, children, label, ...rest }: Props) {
  const [opened, setOpened] = useState(false)
  const closeAtEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !opened) return
    event.stopPropagation()
    setOpened(false)
  }
  return (
    <Menu position="bottom-end" {...rest} opened={opened} onChange={setOpened}>
      <Menu.Target>{cloneElement(button, { onKeyDown: closeAtEscape })}</Menu.Target>
      <Menu.Dropdown {...(label === undefined ? {} : { "aria-label": label })}>{children}</Menu.Dropdown>
    </Menu>
  )
}
