import { Tooltip } from "@mantine/core"
import type { ComponentProps, ReactNode } from "react"
import css from "./Button.module.css"
import "@mantine/core/styles/Tooltip.layer.css"

interface Props extends ComponentProps<"button"> {
  look?: "plain" | "bordered" | "primary" | "danger" | "link"
  /** Tooltip, shown on hover and on focus. */
  hint?: ReactNode
}

export function Button({ look = "bordered", hint, className = "", ...rest }: Props) {
  const button = <button type="button" className={`${css.button} ${css[look]} ${className}`} {...rest} />
  if (!hint) return button
  return (
    <Tooltip
      label={hint}
      openDelay={300}
      withArrow={false}
      events={{ hover: true, focus: true, touch: false }}
      classNames={{ tooltip: css.tooltip ?? "" }}
    >
      {button}
    </Tooltip>
  )
}

/** A button with only an icon: its name is for screen readers and the tooltip. */
export function IconButton({ label, hint, ...rest }: Props & { label: string }) {
  return (
    <Button
      look="plain"
      aria-label={label}
      hint={hint ?? label}
      {...rest}
      className={`${css.icon} ${rest.className ?? ""}`}
    />
  )
}
